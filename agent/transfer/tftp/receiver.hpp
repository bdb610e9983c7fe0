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
#include "wire/address.hpp"
#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// What to do until the request is answered.
enum class Silence {
    Repeat,      ///< repeat the same request
    TryFewer,    ///< after a part of the patience, use fewer options: some servers drop requests with unknown
                 ///< ones
    CheckFewer,  ///< the same; an answer to fewer options ends the transfer, since the server may just have
                 ///< started
};

/// A request for a file.
struct Request {
    std::string file;
    OptionSet options = OptionSet::All;
    std::size_t block_size = 512;  ///< bytes, 8 to 65464 (RFC 2348)
    std::size_t window = 1;        ///< blocks, 1 to 32767 (RFC 7440)
    Duration patience{};           ///< time without progress before giving up
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
        Whole,       ///< complete, as far as the protocol can tell
        Refused,     ///< by an error packet in reply to the request
        Unusable,    ///< the server's options are wrong: nothing received can be used
        LateAnswer,  ///< to a request with fewer options, see Silence::CheckFewer
        NoAnswer,    ///< to the request
        Stalled,     ///< data stopped arriving
        TooLong,     ///< longer than announced
        CutShort,    ///< shorter than announced
        Broken,
    };
    How how;
    std::string reason;  ///< for people; includes the server's message, made printable
    std::optional<ErrorCode> error = std::nullopt;  ///< from the server's packet, before any data
    std::string advice = {};                        ///< if there is better advice than the general one
    bool is_retryable = true;                       ///< whether a retry makes sense
};

/// The receiving side of one TFTP transfer (RFC 1350, 2347, 2348, 2349, 7440), without a socket: its inputs
/// are datagrams and the time, its outputs datagrams and the file. Exceptions of the sink pass through
/// `take`.
class Receiver {
  public:
    /// @param server its address, and the port of the request
    Receiver(const Address& server, Request request, InWindowAck in_window_ack, BodySink& sink, Time now);

    /// Handles a datagram.
    void take(const Address& from, std::string_view datagram, Time now);
    /// Must be called at `wake_at`.
    void tick(Time now);
    Time wake_at() const;
    /// The network reports that a datagram could not reach the server. Before its first answer, that ends the
    /// transfer; later only a closed port does, since a route may come back.
    void unreachable(const std::error_code& error);
    /// Ends the transfer for a reason of ours, and notifies the server.
    void stop(std::string why);
    /// Notifies the server that no more data is wanted.
    void give_up(ErrorCode code, std::string_view why);

    /// Datagrams to send, in order; returns each once.
    std::vector<Outgoing> take_outgoing();
    const std::optional<Ended>& ended() const { return ended_; }
    /// The server's address; its port is that of the request until it has answered from its own.
    const Address& peer() const { return peer_ ? *peer_ : server_; }

    Pace pace() const;
    /// Options in the last request; after a late answer to the first one, that one's options.
    OptionSet options() const { return options_; }
    /// Harmless errors in the granted options.
    const std::vector<std::string>& oddities() const { return oddities_; }
    /// Knowledge about the server.
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
    std::optional<Address> peer_;  ///< set by its first answer
    Request request_;
    OptionSet options_;
    InWindowAck in_window_ack_;
    BodySink& sink_;
    std::optional<Address> other_host_;  ///< first to answer the request from another host
    std::vector<std::string> oddities_;

    std::size_t block_size_ = 512;
    std::size_t window_ = 1;
    std::optional<std::uint64_t> size_;
    std::optional<BlockNumbers> numbers_;  ///< this and the next two: set by the server's first answer
    std::optional<Blocks> blocks_;
    std::optional<AckPolicy> acks_;

    RoundTrip round_trip_;
    std::uint64_t acknowledgements_ = 0;
    std::uint64_t setbacks_ = 0;
    bool request_repeated_ = false;
    Time progress_at_;  ///< time of the last progress
    Time silent_since_;
    std::vector<Outgoing> outgoing_;
    std::optional<Ended> ended_;
};

}  // namespace poap::tftp
