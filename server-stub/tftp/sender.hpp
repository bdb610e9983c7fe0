#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tftp/option_grant.hpp"
#include "wire/tftp/address.hpp"
#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::stub {

/// Any packet but data.
struct Word {
    tftp::Address to;
    std::string bytes;
};

/// Successive blocks of a file, counted from 1 without end; packets carry the lower 16 bits of the count.
struct BlockRun {
    std::uint64_t first;
    std::size_t count;
};

/// The sending side of one TFTP transfer (RFC 1350, 2347, 2348, 2349, 7440), without a socket or a file:
/// datagrams and the time go in, words and the numbers of blocks to send come out.
///
/// An acknowledgement inside a window moves the window on, and nothing is sent again for it. One that comes
/// twice tells of a loss: the block behind it is sent again, alone, since the client may have kept what came
/// after it. Only when that does not bring the acknowledgement on within its usual time, or twice where the
/// client is known to keep it, does the whole window go out again.
///
/// Until the first acknowledgement the first packet is repeated three times at most, and the end is not told:
/// whoever forges a request's address would have it all sent to somebody else.
class Sender {
  public:
    /// @param client whom to send to @param file_size in bytes
    Sender(const tftp::Address& client, const Grant& grant, std::uint64_t file_size, tftp::Time now);

    /// A datagram has come.
    void take(const tftp::Address& from, std::string_view datagram, tftp::Time now);
    /// To be called when `wake_at` has come.
    void tick(tftp::Time now);
    tftp::Time wake_at() const;
    /// The network says that a datagram could not reach the client. Only a closed port is the end: a way that
    /// was lost may come back.
    void unreachable(const std::error_code& error);
    /// Ends the transfer, and tells the client why.
    void give_up(tftp::ErrorCode code, const std::string& why);

    /// Blocks to send now, if any.
    std::optional<BlockRun> next_blocks() const;
    /// The first so many of `next_blocks()` were sent.
    void sent(std::size_t count, tftp::Time now);
    /// What else is to be sent, each once.
    std::vector<Word> take_words();

    /// Whether the client has acknowledged anything: before that, the request may come from another than the
    /// address it names.
    bool heard() const { return heard_; }
    bool ended() const { return ended_; }
    /// Why it ended before the file was there, for a person and printable; nothing where it came whole.
    const std::optional<std::string>& failure() const { return failure_; }
    /// Bytes that the client has acknowledged.
    std::uint64_t delivered() const;

  private:
    void take(const tftp::ReadRequest& request, tftp::Time now);
    void take(const tftp::WriteRequest& request, tftp::Time now);
    void take(const tftp::Ack& ack, tftp::Time now);
    void take(const tftp::ErrorReport& report, tftp::Time now);
    void accept_options(std::uint16_t acknowledged, tftp::Time now);
    void move_on_to(std::uint64_t block, tftp::Time now);
    void fill_hole();
    void repeat();
    void end(std::optional<std::string> failure);
    void say(std::string bytes) { words_.push_back({client_, std::move(bytes)}); }
    tftp::Duration wait() const;
    std::uint64_t last_block() const { return file_size_ / grant_.block_size + 1; }

    tftp::Address client_;
    Grant grant_;
    std::uint64_t file_size_;

    bool heard_ = false;
    bool options_accepted_;           ///< or none were granted
    std::uint64_t acknowledged_ = 0;  ///< with all before it
    std::uint64_t sent_ = 0;          ///< the highest ever
    std::uint64_t next_ = 1;          ///< to send; not above `sent_` while a window goes out again
    std::uint64_t hole_next_ = 0;     ///< to send before that, behind a hole's first blocks
    std::uint64_t hole_end_ = 0;      ///< and the block behind the last of them
    std::size_t hole_size_ = 1;       ///< how many blocks the next hole is taken for
    int tries_ = 0;                   ///< to send something again, since the acknowledgement has moved
    bool client_keeps_ = false;       ///< what comes behind a hole, as it has shown

    tftp::RoundTrip round_trip_;
    std::uint64_t timed_block_ = 0;  ///< 0: none
    tftp::Time timed_at_;
    tftp::Time moved_at_;     ///< the last progress
    tftp::Time quiet_since_;  ///< what is outstanding was sent, or was acknowledged in part
    std::vector<Word> words_;
    bool ended_ = false;
    std::optional<std::string> failure_;
};

}  // namespace poap::stub
