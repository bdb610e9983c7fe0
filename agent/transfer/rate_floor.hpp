#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace poap {

/// How slow a transfer may be.
struct SlowestRate {
    std::uint64_t bytes_per_second = 500;  ///< half of what 512-byte blocks bring over a satellite
    std::chrono::steady_clock::duration over = std::chrono::seconds(60);
};

/// The slowest rate where a server may keep silent for `patience`: measured over twice that at least.
SlowestRate slowest_for(std::chrono::steady_clock::duration patience);

/// Finds a server that sends so little that the transfer would never end, but enough to be no time-out. It
/// counts from the first byte on, in periods of `SlowestRate::over`.
class RateFloor {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RateFloor(SlowestRate slowest) : slowest_(slowest) {}

    /// To be called as time passes.
    /// @param bytes that have come so far; may begin again at 0, as after a redirect @param now without the
    /// time that they took to store
    /// @return what is wrong, for a person, when a period brought too little
    std::optional<std::string> fault(std::uint64_t bytes, Time now);

  private:
    SlowestRate slowest_;
    std::optional<Time> since_;  ///< the beginning of the period
    std::uint64_t before_ = 0;   ///< bytes that had come by then
};

}  // namespace poap
