#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "transfer/tftp/ack_policy.hpp"
#include "transfer/tftp/block_numbers.hpp"
#include "transfer/tftp/blocks.hpp"
#include "transfer/tftp/negotiation.hpp"
#include "transfer/tftp/window_search.hpp"
#include "transfer/transport.hpp"
#include "wire/tftp/address.hpp"
#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// What to do while nobody answers the request.
enum class Silence {
    Repeat,      ///< send the same request again
    TryFewer,    ///< with fewer options after a part of the patience: some servers drop what they do not know
    CheckFewer,  ///< likewise; an answer to that ends the transfer, since the server may just have come up
};

/// What is asked for.
struct Request {
    std::string file;
    OptionSet options = OptionSet::All;
    std::size_t block_size = 512;  ///< bytes, 8 to 65464 (RFC 2348)
    std::size_t window = 1;        ///< blocks, 1 to 32767 (RFC 7440)
    Duration patience{};           ///< without progress, after which it is given up
    Silence silence = Silence::Repeat;
    bool size = true;  ///< with tsize
};

struct Outgoing {
    Address to;
    std::string bytes;
};

/// How a transfer ended.
struct Ended {
    enum class How {
        Whole,       ///< as far as the protocol can tell
        Refused,     ///< by an error packet in answer to the request
        Unusable,    ///< the server got the options wrong: nothing of the file can be used
        LateAnswer,  ///< to a request with fewer options, see Silence::CheckFewer
        NoAnswer,    ///< to the request
        Stalled,     ///< no more came
        TooLong,     ///< longer than announced
        CutShort,    ///< shorter than announced
        Broken,
    };
    How how;
    std::string reason;                             ///< for a person; what the server said is made printable
    std::optional<ErrorCode> error = std::nullopt;  ///< of the server's packet, before any data came
    std::string advice = {};   ///< where there is a better one than to look at the server
    bool is_retryable = true;  ///< by itself
};

/// The receiving side of one TFTP transfer (RFC 1350, 2347, 2348, 2349, 7440), without a socket: datagrams
/// and the time go in, datagrams and the file come out. The file goes to the sink, whose exceptions pass
/// through `take`.
class Receiver {
  public:
    /// @param server its address, and the port of the request
    Receiver(const Address& server, Request request, InWindowAck in_window_ack, BodySink& sink, Time now);

    /// A datagram has come.
    void take(const Address& from, std::string_view datagram, Time now);
    /// To be called when `wake_at` has come.
    void tick(Time now);
    Time wake_at() const;
    /// The network says that a datagram could not reach the server. Before its first answer that is the end;
    /// later on only a closed port is, since a way that was lost may come back.
    void unreachable(const std::error_code& error);
    /// Ends it for a reason of ours, and tells the server.
    void stop(std::string why);
    /// Tells the server that no more is wanted.
    void give_up(ErrorCode code, std::string_view why);

    /// What is to be sent, in order; each datagram once.
    std::vector<Outgoing> take_outgoing();
    const std::optional<Ended>& ended() const { return ended_; }
    /// Where the server is: the port is that of the request until it has answered from its own.
    const Address& peer() const { return peer_ ? *peer_ : server_; }

    Pace pace() const;
    /// What the last request asked for; after a late answer to the first one, what that asked for.
    OptionSet options() const { return options_; }
    /// What the server granted that is wrong, but harmless.
    const std::vector<std::string>& oddities() const { return oddities_; }
    /// What was found out about the server.
    InWindowAck in_window_ack() const { return acks_ ? acks_->in_window_ack() : in_window_ack_; }

  private:
    void request_file(Time now);
    Options asked_with(OptionSet set) const;
    void begin(Time now);
    void take(const OptionAck& ack, Time now);
    void take(const Data& data, Time now);
    void take(const ErrorReport& report, Time now);
    void take(const MalformedOptionAck& ack, Time now);
    bool may_step_down() const;
    Time step_down_at() const;
    void step_down(Time now);
    /// Whether this packet, the server's first, is the late answer of Silence::CheckFewer.
    bool is_late(const Packet& packet) const;
    void give_up_waiting();
    void finish();
    void acknowledge(Time now);
    void repeat(Time now);
    void fail(ErrorCode code, std::string reason, Ended::How how = Ended::How::Broken);
    void send(std::string bytes) { outgoing_.push_back({peer(), std::move(bytes)}); }
    std::uint64_t delivered() const { return blocks_ ? blocks_->delivered() : 0; }

    Address server_;
    std::optional<Address> peer_;  ///< from its first answer on
    Request request_;
    OptionSet options_;
    InWindowAck in_window_ack_;
    BodySink& sink_;
    std::optional<Address> stranger_;  ///< the first to answer the request from another host
    std::vector<std::string> oddities_;

    std::size_t block_size_ = 512;
    std::size_t window_ = 1;
    std::optional<std::uint64_t> size_;
    std::optional<BlockNumbers> numbers_;  ///< these three from the server's first answer on
    std::optional<Blocks> blocks_;
    std::optional<AckPolicy> acks_;

    RoundTrip round_trip_;
    std::uint64_t acknowledgements_ = 0;
    std::uint64_t setbacks_ = 0;
    bool request_repeated_ = false;
    Time moved_at_;  ///< the last progress
    Time quiet_since_;
    std::vector<Outgoing> outgoing_;
    std::optional<Ended> ended_;
};

}  // namespace poap::tftp
