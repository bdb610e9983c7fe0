#include "transfer/tftp/receiver.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap::tftp {

namespace {

constexpr std::size_t kLongestMessage = 200;
constexpr char kAboutSize[] =
    "check the file on the server; if it is correct, the server announces a wrong size: set tftp_no_options "
    "(--tftp-no-options)";

int steps_down_to(OptionSet from, OptionSet to) {
    return static_cast<int>(to) - static_cast<int>(from);
}

/// Whether a packet may be the answer to a request, and not from an earlier transfer.
bool answers_a_request(const Packet& packet) {
    const auto* data = std::get_if<Data>(&packet);
    return data == nullptr || data->number == 1;
}

bool grants_a_window(const Packet& packet) {
    const auto* ack = std::get_if<OptionAck>(&packet);
    return ack != nullptr && std::any_of(ack->options.begin(), ack->options.end(),
                                         [](const auto& option) { return option.first == "windowsize"; });
}

}  // namespace

Receiver::Receiver(const Address& server, Request request, InWindowAck in_window_ack, BodySink& sink,
                   Time now)
    : server_(server),
      request_(std::move(request)),
      options_(request_.options),
      in_window_ack_(in_window_ack),
      sink_(sink),
      progress_at_(now) {
    request_file(now);
}

void Receiver::request_file(Time now) {
    send(read_request(request_.file, asked_with(options_)));
    silent_since_ = now;
}

Options Receiver::asked_with(OptionSet set) const {
    return options_of(set, request_.block_size, request_.window, request_.size);
}

void Receiver::take(const Address& from, std::string_view datagram, Time now) {
    if (ended_) return;
    const auto packet = parse_packet(datagram);
    if (!packet) return;
    const bool answers = !peer_ && answers_a_request(*packet);
    if (answers && !other_host_ && !from.same_host(server_)) other_host_ = from;
    if (peer_ ? from != *peer_ : !from.same_host(server_)) {
        if (std::holds_alternative<ErrorReport>(*packet)) return;
        outgoing_.push_back({from, error_report(ErrorCode::UnknownTransferId, "not of this transfer")});
        return;
    }
    if (!peer_) {
        if (!answers) return;
        peer_ = from;
        if (!request_repeated_) round_trip_.measured(now - silent_since_);
        if (grants_a_window(*packet)) options_ = request_.options;
        if (is_late(*packet)) {
            give_up(ErrorCode::Undefined, "requesting again with more options");
            ended_ = Ended{Ended::How::LateAnswer, {}};
            return;
        }
    }
    std::visit([&](const auto& content) { take(content, now); }, *packet);
}

void Receiver::take(const OptionAck& ack, Time now) {
    if (blocks_) {
        if (now - acks_->last_at() >= round_trip_.usual_patience())
            repeat(now);  // the acknowledgement of it was lost
        return;
    }
    // May also be the answer to an earlier request with more options.
    Grant grant = read_grant(asked_with(request_.options), ack.options);
    oddities_ = std::move(grant.oddities);
    if (!grant.fault.empty()) {
        return fail(ErrorCode::OptionsDenied, concat("the server granted impossible options: ", grant.fault),
                    Ended::How::Unusable);
    }
    block_size_ = grant.block_size;
    window_ = grant.window;
    size_ = grant.size;
    begin(now);
    acknowledge(now);
}

void Receiver::take(const MalformedOptionAck&, Time) {
    if (blocks_) return;
    fail(ErrorCode::OptionsDenied, "the server granted impossible options: they are malformed",
         Ended::How::Unusable);
}

void Receiver::take(const ErrorReport& report, Time) {
    const std::string said =
        concat(report.message.empty() ? "no reason given" : printable(report.message, kLongestMessage),
               " (error ", report.code, ")");
    if (blocks_) {
        ended_ = Ended{Ended::How::Broken, concat("the server aborted the transfer: ", said)};
        if (delivered() == 0) ended_->error = ErrorCode{report.code};
    } else {
        ended_ = Ended{Ended::How::Refused, said, ErrorCode{report.code}};
    }
}

void Receiver::begin(Time now) {
    numbers_.emplace(window_);
    blocks_.emplace(block_size_, window_);
    acks_.emplace(window_, in_window_ack_);
    progress_at_ = now;
    sink_.begin({size_});
}

void Receiver::take(const Data& data, Time now) {
    if (!blocks_) begin(now);  // a server without options
    if (data.bytes.size() > block_size_) {
        // The actual size is unknown: the socket truncates longer packets.
        return fail(ErrorCode::IllegalOperation,
                    concat("the server sent a block larger than the agreed ", block_size_, " bytes"),
                    delivered() == 0 ? Ended::How::Unusable : Ended::How::Broken);
    }
    const bool is_last = data.bytes.size() < block_size_;
    const auto block = numbers_->block_of(data.number, is_last, blocks_->next());
    if (numbers_->contradicted()) {
        return fail(ErrorCode::IllegalOperation, "the server continues after block 65535 with both 0 and 1");
    }
    if (!block) return;
    const std::uint64_t end = (*block - 1) * block_size_ + data.bytes.size();
    if (size_ && end > *size_ && *block < blocks_->next() + window_) {
        fail(ErrorCode::Undefined, concat("received more than the ", *size_, " bytes announced"),
             Ended::How::TooLong);
        ended_->advice = kAboutSize;
        return;
    }
    const BlockStatus fate = blocks_->take(*block, data.bytes, sink_);
    switch (fate) {
        case BlockStatus::Outside:
            return;
        case BlockStatus::Contradiction:
            return fail(ErrorCode::IllegalOperation, "the server ended the file, but sent later blocks too");
        case BlockStatus::Duplicate:
            if (*block > acks_->last()) silent_since_ = now;  // the server is still sending this window
            // The end of the previous window: the acknowledgement was lost.
            if (*block == acks_->last() && now - acks_->last_at() >= round_trip_.usual_patience())
                repeat(now);
            break;
        case BlockStatus::New:
            progress_at_ = silent_since_ = now;
            round_trip_.recovered();
            if (const auto took = acks_->answered_by(*block, now)) round_trip_.measured(*took);
            break;
    }
    if (blocks_->complete()) return finish();
    for (int times = acks_->after(*block, fate, *blocks_); times > 0; --times) acknowledge(now);
}

void Receiver::finish() {
    if (size_ && delivered() != *size_) {
        // A server that uses 512-byte blocks although it granted larger ones: its first block looks like the
        // last.
        const bool plain_block = delivered() == kPlainBlock && block_size_ > kPlainBlock;
        fail(ErrorCode::Undefined, concat("cut short: ", delivered(), " of ", *size_, " bytes received"),
             plain_block ? Ended::How::Unusable : Ended::How::CutShort);
        ended_->advice = kAboutSize;
        return;
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
    silent_since_ = now;
}

void Receiver::repeat(Time now) {
    round_trip_.expired();
    silent_since_ = now;
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
    const Time latest = may_step_down() ? step_down_at() : progress_at_ + request_.patience;
    return std::min((hole ? acks_->last_at() : silent_since_) + wait, latest);
}

bool Receiver::may_step_down() const {
    return !peer_ && !other_host_ && request_.silence != Silence::Repeat && fewer(options_);
}

Time Receiver::step_down_at() const {
    const int steps = steps_down_to(request_.options, OptionSet::None);
    const int taken = steps_down_to(request_.options, options_);
    return progress_at_ + request_.patience * (taken + 1) / (steps + 1);
}

void Receiver::step_down(Time now) {
    while (may_step_down() && now >= step_down_at()) options_ = *fewer(options_);
    request_repeated_ = true;
    round_trip_.recovered();
    request_file(now);
}

bool Receiver::is_late(const Packet& packet) const {
    return request_.silence == Silence::CheckFewer && options_ != request_.options &&
           !std::holds_alternative<ErrorReport>(packet);
}

void Receiver::tick(Time now) {
    if (ended_ || now < wake_at()) return;
    if (now >= progress_at_ + request_.patience) return give_up_waiting();
    if (may_step_down() && now >= step_down_at()) return step_down(now);
    if (acks_ && acks_->waits_for_stragglers()) return acknowledge(now);
    repeat(now);
}

void Receiver::give_up_waiting() {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(request_.patience).count();
    std::string reason = concat(peer_ ? "no progress for " : "no answer for ", seconds, " s");
    std::string advice;
    if (other_host_ && !peer_) {
        reason = concat(other_host_->host(), " answered for ", server_.host(),
                        ": packets from another address are refused (", reason, ")");
        advice = concat("use ", other_host_->host(), " as the TFTP server, or make the server answer from ",
                        server_.host(), ", for example with in.tftpd --address or dnsmasq's listen-address");
    }
    fail(ErrorCode::Undefined, std::move(reason), peer_ ? Ended::How::Stalled : Ended::How::NoAnswer);
    ended_->advice = std::move(advice);
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
        const bool refused = error == std::errc::connection_refused;
        ended_ = Ended{Ended::How::NoAnswer,
                       concat(error.message(), refused ? ": no TFTP server at this address and port" : "")};
    } else if (error == std::errc::connection_refused) {
        ended_ = Ended{Ended::How::Broken, concat("the server ended the transfer: ", error.message())};
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
