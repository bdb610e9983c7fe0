#include "tftp/sender.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/text.hpp"

namespace poap::stub {
namespace {

using tftp::Duration;
using tftp::ErrorCode;
using tftp::Time;

constexpr auto patience = std::chrono::seconds(30);
// If a client keeps blocks after a hole, it is filled this often before the whole window is repeated.
constexpr int tries_of_a_hole = 2;
constexpr int most_repeats_unheard = 3;
constexpr std::size_t longest_message = 200;

}  // namespace

Sender::Sender(const Address& client, const Grant& grant, std::uint64_t file_size, Time now)
    : client_(client),
      grant_(grant),
      file_size_(file_size),
      options_accepted_(grant.options.empty()),
      timed_at_(now),
      moved_at_(now),
      quiet_since_(now) {
    if (!options_accepted_) say(tftp::option_acknowledgement(grant_.options));
}

void Sender::take(const Address& from, std::string_view datagram, Time now) {
    if (ended_) return;
    const auto packet = tftp::parse_client_packet(datagram);
    if (from != client_) {
        const bool is_error = packet && std::holds_alternative<tftp::ErrorReport>(*packet);
        if (!is_error)
            outgoing_.push_back({from, error_report(ErrorCode::UnknownTransferId, "not of this transfer")});
        return;
    }
    if (!packet)
        return give_up(ErrorCode::IllegalOperation,
                       "the client sent a packet that is not an acknowledgement");
    std::visit([&](const auto& content) { take(content, now); }, *packet);
}

void Sender::take(const tftp::ReadRequest&, Time) {
    give_up(ErrorCode::IllegalOperation, "the client sent a request during the transfer");
}

void Sender::take(const tftp::WriteRequest&, Time) {
    give_up(ErrorCode::IllegalOperation, "the client sent a request during the transfer");
}

void Sender::take(const tftp::ErrorReport& report, Time) {
    const std::string said =
        report.message.empty() ? "no reason given" : printable(report.message, longest_message);
    end(concat("the client ended the transfer: ", said, " (error ", report.code, ")"));
}

void Sender::take(const tftp::Ack& ack, Time now) {
    if (!options_accepted_) return accept_options(ack.number, now);
    const auto ahead = static_cast<std::int16_t>(ack.number - static_cast<std::uint16_t>(acknowledged_));
    const std::uint64_t block = acknowledged_ + static_cast<std::uint64_t>(std::max<std::int16_t>(ahead, 0));
    if (ahead < 0 || block > sent_) return;  // late, or not for a block that was sent
    if (ahead > 0) return move_on_to(block, now);
    // With a window of 1, a late acknowledgement looks the same, and answering each would double every block
    // after that (RFC 1123, 4.2.3.1).
    if (grant_.window > 1 && sent_ > acknowledged_ && tries_ == 0) fill_hole();
}

void Sender::accept_options(std::uint16_t acknowledged, Time now) {
    if (acknowledged != 0) return;
    options_accepted_ = heard_ = true;
    if (tries_ == 0) round_trip_.measured(now - quiet_since_);
    tries_ = 0;
    round_trip_.recovered();
    moved_at_ = quiet_since_ = now;
}

void Sender::move_on_to(std::uint64_t block, Time now) {
    // If only the repeated blocks are acknowledged, a whole burst was lost: assume that the next hole is
    // twice as large.
    const bool no_further = block + 1 == hole_end_;
    if (hole_end_ != 0 && block >= hole_end_) client_keeps_ = true;
    hole_size_ = no_further ? std::min(2 * hole_size_, grant_.window) : 1;
    hole_next_ = hole_end_ = 0;
    tries_ = 0;
    acknowledged_ = block;
    heard_ = true;
    // The client has kept the blocks after the hole.
    if (block >= next_) next_ = sent_ + 1;
    if (timed_block_ != 0 && block >= timed_block_) {
        round_trip_.measured(now - timed_at_);
        timed_block_ = 0;
    }
    round_trip_.recovered();
    moved_at_ = quiet_since_ = now;
    if (block == last_block()) end(std::nullopt);
}

void Sender::fill_hole() {
    hole_next_ = acknowledged_ + 1;
    hole_end_ = std::min(hole_next_ + hole_size_, sent_ + 1);
    ++tries_;
    timed_block_ = 0;  // it would be ambiguous which of the two is acknowledged
}

void Sender::repeat() {
    if (options_accepted_ && client_keeps_ && tries_ < tries_of_a_hole) return fill_hole();
    ++tries_;
    if (!options_accepted_) return say(tftp::option_acknowledgement(grant_.options));
    next_ = acknowledged_ + 1;
    hole_next_ = hole_end_ = 0;
    timed_block_ = 0;
}

std::optional<BlockRun> Sender::next_blocks() const {
    if (ended_ || !options_accepted_) return std::nullopt;
    if (hole_next_ < hole_end_) return BlockRun{hole_next_, hole_end_ - hole_next_};
    const std::uint64_t last = std::min(acknowledged_ + grant_.window, last_block());
    if (next_ > last) return std::nullopt;
    return BlockRun{next_, last - next_ + 1};
}

void Sender::sent(std::size_t count, Time now) {
    quiet_since_ = now;
    if (hole_next_ < hole_end_) {
        hole_next_ += count;
        return;
    }
    next_ += count;
    if (next_ <= sent_ + 1) return;
    sent_ = next_ - 1;
    if (timed_block_ == 0) {
        timed_block_ = sent_;
        timed_at_ = now;
    }
}

std::vector<Word> Sender::take_words() {
    return std::exchange(outgoing_, {});
}

Duration Sender::wait() const {
    return std::min(round_trip_.patience(), grant_.longest_wait.value_or(Duration::max()));
}

Time Sender::wake_at() const {
    const Time last = moved_at_ + patience;
    return !heard_ && tries_ == most_repeats_unheard ? last : std::min(quiet_since_ + wait(), last);
}

void Sender::tick(Time now) {
    if (ended_ || now < wake_at()) return;
    if (now >= moved_at_ + patience) {
        const std::string why = concat("no progress for ", patience.count(), " s");
        return heard_ ? give_up(ErrorCode::Undefined, why) : end(why);
    }
    round_trip_.expired();
    quiet_since_ = now;
    repeat();
}

void Sender::give_up(ErrorCode code, const std::string& why) {
    if (ended_) return;
    say(error_report(code, why));
    end(why);
}

void Sender::unreachable(const std::error_code& error) {
    if (error == std::errc::connection_refused) end("the client is gone: " + error.message());
}

void Sender::end(std::optional<std::string> failure) {
    if (ended_) return;
    ended_ = true;
    failure_ = std::move(failure);
}

std::uint64_t Sender::delivered() const {
    return std::min(acknowledged_ * grant_.block_size, file_size_);
}

}  // namespace poap::stub
