#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/body_sink.hpp"
#include "base/descriptor.hpp"
#include "base/interrupt.hpp"
#include "transfer/rate_floor.hpp"

namespace poap {

/// Watches a transfer whose library blocks: a thread shuts its socket down after a signal, without data for a
/// while, below the lowest rate, or if the server makes this program use much memory. The blocked call then
/// returns with an error.
class Watchdog {
  public:
    /// @param socket a connected TCP socket; must stay open while the watchdog exists
    /// @param patience time without data before giving up
    Watchdog(int socket, std::chrono::seconds patience, SlowestRate slowest, const Interrupt& interrupt);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    /// Pass these on to the sink. Time spent there is not the server's. If the sink throws, nothing more is
    /// wanted: shuts the socket down, so that no cleanup waits for the server.
    std::optional<Partial> partial(BodySink& sink);
    void begin(const Arrival& arrival, BodySink& sink);
    void write(std::string_view bytes, BodySink& sink);

    /// Whether a byte of the file has arrived.
    bool has_data() const { return received_ > 0; }

    /// Why it shut the socket down; nothing if it did not, or because of a signal.
    std::optional<std::string> fault() const;

  private:
    using Clock = std::chrono::steady_clock;

    template <typename Step>
    void store(Step&& step);
    void run();
    /// Why to give up now.
    std::optional<std::string> fault_at(Clock::time_point now);

    int socket_;
    std::chrono::seconds patience_;
    RateFloor floor_;
    const Interrupt& interrupt_;
    std::chrono::seconds longest_start_;
    std::uint64_t memory_before_;  ///< of this program, in bytes
    Descriptor ending_;            ///< readable as soon as the thread must end
    std::atomic<std::uint64_t> received_ = 0;
    std::atomic<bool> storing_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point last_data_ = started_;
    Clock::duration time_storing_{};
    mutable std::mutex mutex_;
    std::optional<std::string> fault_;
    std::thread thread_;
};

}  // namespace poap
