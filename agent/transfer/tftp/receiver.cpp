#include "transfer/tftp/receiver.hpp"

#include <algorithm>

#include "text.hpp"

namespace poap::tftp {

namespace {

/// After how long the server is to repeat what was not acknowledged: the least there is (RFC 2349).
constexpr std::uint64_t kServerTimeout = 1;
constexpr std::size_t kLongestMessage = 200;
constexpr std::uint64_t kMostSize = INT64_MAX;

Options options_of(const Request& request) {
    if (!request.with_options) return {};
    Options options = {{"tsize", "0"}, {"timeout", std::to_string(kServerTimeout)}};
    if (request.block_size != kPlainBlock)
        options.emplace_back("blksize", std::to_string(request.block_size));
    if (request.window > 1) options.emplace_back("windowsize", std::to_string(request.window));
    return options;
}

bool asks_for(const Request& request, std::string_view name) {
    const Options asked = options_of(request);
    return std::any_of(asked.begin(), asked.end(), [&](const auto& option) { return option.first == name; });
}

}  // namespace

Receiver::Receiver(const Address& server, Request request, InWindowAck in_window_ack, BodySink& sink,
                   Time now)
    : server_(server),
      request_(std::move(request)),
      in_window_ack_(in_window_ack),
      sink_(sink),
      moved_at_(now) {
    request_file(now);
}

void Receiver::request_file(Time now) {
    send(read_request(request_.file, options_of(request_)));
    quiet_since_ = now;
}

void Receiver::take(const Address& from, std::string_view datagram, Time now) {
    if (ended_) return;
    const auto packet = parse_packet(datagram);
    if (!packet) return;
    if (peer_ ? from != *peer_ : !from.same_host(server_)) {
        if (std::holds_alternative<ErrorReport>(*packet)) return;
        outgoing_.push_back({from, error_report(ErrorCode::UnknownTransferId, "not of this transfer")});
        return;
    }
    if (!peer_) {
        const auto* data = std::get_if<Data>(&*packet);
        if (data != nullptr && data->number != 1) return;  // of a transfer long gone
        peer_ = from;
        if (!request_repeated_) round_trip_.measured(now - quiet_since_);
    }
    std::visit([&](const auto& content) { take(content, now); }, *packet);
}

void Receiver::take(const OptionAck& ack, Time now) {
    if (blocks_) {
        if (now - acks_->last_at() >= round_trip_.usual_patience()) repeat(now);  // the answer to it was lost
        return;
    }
    if (const std::string fault = accept(ack.options); !fault.empty()) {
        return fail(ErrorCode::OptionsDenied, concat("the server's answer does not hold: ", fault));
    }
    begin(now);
    acknowledge(now);
}

std::string Receiver::accept(const Options& granted) {
    const auto within = [](std::optional<std::uint64_t> value, std::uint64_t least, std::uint64_t most) {
        return value && *value >= least && *value <= most;
    };
    for (const auto& [name, text] : granted) {
        const auto value = parse_number(text);
        if (!asks_for(request_, name))
            return concat("it grants the option `", printable(name, 40), "`, which nobody asked for");
        const bool holds = name == "blksize"      ? within(value, kLeastBlock, request_.block_size)
                           : name == "windowsize" ? within(value, 1, request_.window)
                           : name == "timeout"    ? value == kServerTimeout
                                                  : true;
        if (!holds) return concat("it grants `", printable(text, 40), "` as ", name);
        if (name == "blksize") block_size_ = *value;
        if (name == "windowsize") window_ = *value;
        // Some echo the 0 that was asked with; some send a negative one above 2 GiB, or print it as an
        // unsigned one.
        if (name == "tsize" && value != 0 && value <= kMostSize) size_ = value;
    }
    return {};
}

void Receiver::take(const MalformedOptionAck&, Time) {
    if (blocks_) return;
    fail(ErrorCode::OptionsDenied, "the server's answer does not hold: its options are malformed");
}

void Receiver::take(const ErrorReport& report, Time) {
    const std::string said =
        concat(report.message.empty() ? "no reason given" : printable(report.message, kLongestMessage),
               " (error ", report.code, ")");
    if (blocks_) {
        ended_ = Ended{Ended::How::Broken, concat("the server gave up: ", said)};
    } else {
        ended_ = Ended{Ended::How::Refused, said, ErrorCode{report.code}};
    }
}

void Receiver::begin(Time now) {
    numbers_.emplace(window_);
    blocks_.emplace(block_size_, window_);
    acks_.emplace(window_, in_window_ack_);
    moved_at_ = now;
    sink_.begin({size_});
}

void Receiver::take(const Data& data, Time now) {
    if (!blocks_) begin(now);  // a server without options
    if (data.bytes.size() > block_size_) {
        // How many more is not known: the socket cuts what is longer.
        return fail(ErrorCode::IllegalOperation,
                    concat("the server sent a block of more than the ", block_size_, " bytes agreed on"));
    }
    const bool is_last = data.bytes.size() < block_size_;
    const auto block = numbers_->block_of(data.number, is_last, blocks_->next());
    if (numbers_->contradicted()) {
        return fail(ErrorCode::IllegalOperation, "the server goes on after block 65535 with 1 and with 0");
    }
    if (!block) return;
    const std::uint64_t end = (*block - 1) * block_size_ + data.bytes.size();
    if (size_ && end > *size_ && *block < blocks_->next() + window_) {
        return fail(ErrorCode::Undefined, concat("more came than the ", *size_, " bytes announced"));
    }
    const Fate fate = blocks_->take(*block, data.bytes, sink_);
    switch (fate) {
        case Fate::Outside:
            return;
        case Fate::Contradiction:
            return fail(ErrorCode::IllegalOperation, "the server ended the file in the middle");
        case Fate::Duplicate:
            if (*block > acks_->last()) quiet_since_ = now;  // it is still at this window
            // The end of the window before: the acknowledgement was lost.
            if (*block == acks_->last() && now - acks_->last_at() >= round_trip_.usual_patience())
                repeat(now);
            break;
        case Fate::New:
            moved_at_ = quiet_since_ = now;
            round_trip_.recovered();
            if (const auto took = acks_->answered_by(*block, now)) round_trip_.measured(*took);
            break;
    }
    if (blocks_->complete()) return finish();
    for (int times = acks_->after(*block, fate, *blocks_); times > 0; --times) acknowledge(now);
}

void Receiver::finish() {
    if (size_ && delivered() != *size_) {
        return fail(ErrorCode::Undefined, concat("cut short: ", delivered(), " of ", *size_, " bytes came"));
    }
    send(acknowledgement(numbers_->number_of(blocks_->next() - 1)));
    ended_ = Ended{Ended::How::Whole, {}};
}

void Receiver::acknowledge(Time now) {
    const std::uint64_t whole = blocks_->next() - 1;
    send(acknowledgement(numbers_->number_of(whole)));
    acks_->acknowledged(whole, now, false);
    ++acknowledgements_;
    if (blocks_->has_hole()) ++setbacks_;
    quiet_since_ = now;
}

void Receiver::repeat(Time now) {
    round_trip_.expired();
    quiet_since_ = now;
    if (!blocks_) {
        request_repeated_ = true;
        return request_file(now);
    }
    const std::uint64_t whole = blocks_->next() - 1;
    send(acknowledgement(numbers_->number_of(whole)));
    acks_->acknowledged(whole, now, true);
    ++acknowledgements_;
    ++setbacks_;
}

Time Receiver::wake_at() const {
    const bool stragglers = acks_ && acks_->waits_for_stragglers();
    const bool hole = acks_ && acks_->waits_for_hole();
    const Duration wait = stragglers ? round_trip_.grace() : round_trip_.patience();
    return std::min((hole ? acks_->last_at() : quiet_since_) + wait, moved_at_ + request_.patience);
}

void Receiver::tick(Time now) {
    if (ended_ || now < wake_at()) return;
    if (now >= moved_at_ + request_.patience) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(request_.patience).count();
        return fail(ErrorCode::Undefined,
                    concat(peer_ ? "no progress for " : "no answer for ", seconds, " s"),
                    peer_ ? Ended::How::Stalled : Ended::How::NoAnswer);
    }
    if (acks_ && acks_->waits_for_stragglers()) return acknowledge(now);
    repeat(now);
}

void Receiver::stop(std::string why) {
    if (!ended_) fail(ErrorCode::Undefined, std::move(why), Ended::How::Stalled);
}

void Receiver::give_up(ErrorCode code, std::string_view why) {
    if (!ended_ && peer_) send(error_report(code, why));
}

void Receiver::unreachable(const std::error_code& error) {
    if (ended_) return;
    if (!peer_) {
        ended_ = Ended{Ended::How::NoAnswer, error.message()};
    } else if (error == std::errc::connection_refused) {
        ended_ = Ended{Ended::How::Broken, concat("the server ended it in the middle: ", error.message())};
    }
}

void Receiver::fail(ErrorCode code, std::string reason, Ended::How how) {
    give_up(code, reason);
    ended_ = Ended{how, std::move(reason)};
}

Pace Receiver::pace() const {
    return {window_, block_size_, delivered(), acknowledgements_, setbacks_, size_};
}

std::vector<Outgoing> Receiver::take_outgoing() {
    return std::exchange(outgoing_, {});
}

}  // namespace poap::tftp
