#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/collector.hpp"
#include "transfer/tftp/receiver.hpp"

namespace poap::test {

/// How a server behaves.
struct TftpHabits {
    bool takes_options = true;
    std::size_t most_window = 1;
    tftp::InWindowAck in_window_ack = tftp::InWindowAck::GoesBack;  ///< not Unknown
    std::uint16_t after_65535 = 0;                                  ///< 0 or 1
};

/// A token bucket, as a port has that is policed: what does not fit is dropped.
struct Policer {
    double rate;       ///< bytes a second, with the headers
    double burst;      ///< bytes
    double queue = 0;  ///< bytes that wait for their turn
};

/// What a way does to the datagrams of each direction.
struct TftpWay {
    double loss = 0;
    double duplication = 0;
    double reordering = 0;  ///< so many are late by up to twenty others
    tftp::Duration delay = std::chrono::microseconds(500);
    tftp::Duration each = std::chrono::microseconds(12);  ///< 1500 bytes at 1 Gbit/s
    std::optional<Policer> policer = std::nullopt;        ///< of what the server sends
};

/// The sending side of one transfer, on a virtual clock.
class TftpSendingSide {
  public:
    virtual ~TftpSendingSide() = default;
    virtual void take(std::string_view datagram, tftp::Time now) = 0;
    /// When it has something to send by itself.
    virtual tftp::Time wake_at() const = 0;
    /// What it sends then; empty for nothing.
    virtual std::string wake(tftp::Time now) = 0;
    virtual std::uint64_t blocks_sent() const = 0;
    virtual std::uint64_t blocks_of_file() const = 0;
};

/// One with habits. It repeats after a second, and never gives up.
class SimulatedTftpServer : public TftpSendingSide {
  public:
    SimulatedTftpServer(std::string_view file, const TftpHabits& habits) : file_(file), habits_(habits) {}

    void take(std::string_view datagram, tftp::Time now) override;
    tftp::Time wake_at() const override;
    std::string wake(tftp::Time now) override;
    std::uint64_t blocks_sent() const override { return blocks_sent_; }
    std::uint64_t blocks_of_file() const override { return file_.size() / block_size_ + 1; }

  private:
    void take_request(std::string_view datagram);
    void take_acknowledgement(std::uint16_t number);
    std::optional<std::uint64_t> block_acknowledged(std::uint16_t number) const;
    bool may_send() const { return next_ <= acknowledged_ + window_ && next_ <= blocks_of_file(); }
    std::uint16_t number_of(std::uint64_t block) const;

    std::string_view file_;
    TftpHabits habits_;
    std::size_t block_size_ = 512;
    std::size_t window_ = 1;
    std::string grant_;  ///< the option acknowledgement, until it is acknowledged
    bool asked_ = false;
    bool grant_is_due_ = false;
    bool ended_ = false;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t next_ = 1;
    std::optional<std::uint64_t> missing_;  ///< to be sent before what is next
    std::uint64_t blocks_sent_ = 0;
    tftp::Time free_at_;  ///< when the line takes the next
    tftp::Time repeat_at_;
    tftp::Duration each_ = std::chrono::microseconds(12);
};

struct SimulatedTransfer {
    tftp::Ended ended;
    tftp::InWindowAck in_window_ack;
    std::string bytes;
    tftp::Duration took;
    std::uint64_t blocks_sent;
    std::uint64_t blocks_of_file;
};

/// Makes the sending side anew for each request.
using MakeTftpSendingSide = std::function<std::unique_ptr<TftpSendingSide>()>;

/// A whole transfer between a Receiver and such a server, in no time.
/// @param seed of what chance does on the way
/// @param windows has it asked for again, as the client does: from the first request on is what it took
SimulatedTransfer simulate_tftp(const MakeTftpSendingSide& make_server, tftp::Request request,
                                const TftpWay& way, unsigned seed,
                                tftp::InWindowAck known = tftp::InWindowAck::Unknown,
                                tftp::WindowSearch* windows = nullptr);
SimulatedTransfer simulate_tftp(std::string_view file, const tftp::Request& request, const TftpHabits& habits,
                                const TftpWay& way, unsigned seed,
                                tftp::InWindowAck known = tftp::InWindowAck::Unknown,
                                tftp::WindowSearch* windows = nullptr);

}  // namespace poap::test
