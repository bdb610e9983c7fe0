#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tftp/option_grant.hpp"
#include "wire/address.hpp"
#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::stub {

/// Any packet except data.
struct Word {
    Address to;
    std::string bytes;
};

/// Consecutive blocks of a file, counted from 1 without limit; packets contain the lower 16 bits of the
/// number.
struct BlockRun {
    std::uint64_t first;
    std::size_t count;
};

/// The sending side of one TFTP transfer (RFC 1350, 2347, 2348, 2349, 7440), without a socket or a file: its
/// inputs are datagrams and the time, its outputs packets and the numbers of blocks to send.
///
/// An acknowledgement inside a window moves the window on; nothing is repeated. A duplicate acknowledgement
/// means a loss: only the next block is repeated, since the client may have kept the blocks after it. The
/// whole window is repeated only if that brings no further acknowledgement within the usual time, or after
/// two attempts if the client is known to keep such blocks.
///
/// Until the first acknowledgement, the first packet is repeated at most three times, and a time-out is not
/// reported: otherwise someone who forges a request's address could make the server send more to a victim.
class Sender {
  public:
    /// @param client the receiver
    /// @param file_size in bytes
    Sender(const Address& client, const Grant& grant, std::uint64_t file_size, tftp::Time now);

    /// Handles a datagram.
    void take(const Address& from, std::string_view datagram, tftp::Time now);
    /// Must be called at `wake_at`.
    void tick(tftp::Time now);
    tftp::Time wake_at() const;
    /// The network reports that a datagram could not reach the client. Only a closed port ends the transfer:
    /// a route may come back.
    void unreachable(const std::error_code& error);
    /// Ends the transfer, and tells the client why.
    void give_up(tftp::ErrorCode code, const std::string& why);

    /// Blocks to send now, if any.
    std::optional<BlockRun> next_blocks() const;
    /// The first `count` blocks of `next_blocks()` were sent.
    void sent(std::size_t count, tftp::Time now);
    /// Other packets to send; returns each once.
    std::vector<Word> take_words();

    /// Whether the client has acknowledged anything: before that, the request's source address may be forged.
    bool heard() const { return heard_; }
    bool ended() const { return ended_; }
    /// Why it ended early, as printable text; nothing if the file was delivered completely.
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
    void say(std::string bytes) { outgoing_.push_back({client_, std::move(bytes)}); }
    tftp::Duration wait() const;
    std::uint64_t last_block() const { return file_size_ / grant_.block_size + 1; }

    Address client_;
    Grant grant_;
    std::uint64_t file_size_;

    bool heard_ = false;
    bool options_accepted_;           ///< or there were no options
    std::uint64_t acknowledged_ = 0;  ///< up to this block
    std::uint64_t sent_ = 0;          ///< highest block sent
    std::uint64_t next_ = 1;          ///< next block to send; not above `sent_` while a window is repeated
    std::uint64_t hole_next_ = 0;     ///< block of a hole to send first
    std::uint64_t hole_end_ = 0;      ///< end of the hole's blocks to send
    std::size_t hole_size_ = 1;       ///< assumed size of the next hole in blocks
    int tries_ = 0;                   ///< repeats since the last new acknowledgement
    bool client_keeps_ = false;       ///< the client has shown that it keeps blocks after a hole

    tftp::RoundTrip round_trip_;
    std::uint64_t timed_block_ = 0;  ///< 0: none
    tftp::Time timed_at_;
    tftp::Time moved_at_;     ///< time of the last progress
    tftp::Time quiet_since_;  ///< when outstanding data was sent, or partly acknowledged
    std::vector<Word> outgoing_;
    bool ended_ = false;
    std::optional<std::string> failure_;
};

}  // namespace poap::stub
