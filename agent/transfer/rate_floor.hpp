#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace poap {

/// The lowest acceptable rate of a transfer.
struct SlowestRate {
    std::uint64_t bytes_per_second = 500;  ///< half the rate of 512-byte blocks over a satellite link
    std::chrono::steady_clock::duration over = std::chrono::seconds(60);
};

/// The lowest rate for servers that may be silent for `patience`: measured over at least twice that time.
SlowestRate slowest_for(std::chrono::steady_clock::duration patience);

/// Detects a server that sends enough to avoid time-outs, but too little to ever finish. Measures from the
/// first byte, in periods of `SlowestRate::over`.
class RateFloor {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RateFloor(SlowestRate slowest) : slowest_(slowest) {}

    /// Must be called regularly.
    /// @param bytes received so far; may restart at 0, as after a redirect
    /// @param now without the time spent storing them
    /// @return the error if a period was too slow
    std::optional<std::string> fault(std::uint64_t bytes, Time now);

  private:
    SlowestRate slowest_;
    std::optional<Time> since_;  ///< start of the period
    std::uint64_t before_ = 0;   ///< bytes received before the period
};

}  // namespace poap
