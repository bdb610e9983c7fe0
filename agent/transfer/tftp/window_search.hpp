#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// Progress of a transfer.
struct Pace {
    std::size_t window;       ///< in blocks, as granted
    std::size_t block_size;   ///< in bytes
    std::uint64_t delivered;  ///< bytes
    std::uint64_t acknowledgements;
    std::uint64_t losses;               ///< acknowledgements that reported a loss
    std::optional<std::uint64_t> size;  ///< of the whole file in bytes, if known
};

/// Finds the best window size for a server. The window is agreed once per transfer, so another window
/// requires another request. The search begins with a small window and requests the file again with four
/// times as much, in the first few megabytes of a large file; then it uses the smallest window that is almost
/// as fast as the fastest. If the first window has many losses, it tries a quarter first: a path with
/// policing drops the rest of every window that is larger than its burst size. It continues down to a window
/// of 1 while smaller windows have losses too. Later, after some seconds of many losses, it changes to a
/// smaller window if that completes the file sooner. The result is used for the server's next file.
class WindowSearch {
  public:
    /// @param most in blocks, limit of the receive buffer
    explicit WindowSearch(std::size_t most);

    std::size_t window() const { return window_; }

    /// Must be called as bytes arrive. Returns whether to end this transfer and request the file again with
    /// `window()`.
    bool moved(const Pace& pace, Time now);

  private:
    /// Whether enough has arrived to judge the window.
    bool is_conclusive(const Pace& pace, std::uint64_t bytes, Duration took) const;
    bool try_next(const Pace& pace, double rate, bool losing);
    bool change(const Pace& pace, double rate, bool losing);
    bool measure_from(const Pace& pace, Time now);
    std::size_t best_up_to(std::size_t most) const;

    std::size_t most_;
    std::size_t window_;
    bool settled_ = false;
    int losing_periods_ = 0;               ///< in a row
    std::map<std::size_t, double> rates_;  ///< by window, bytes per second

    Time since_;   ///< start of the measurement
    Pace from_{};  ///< state at the start
};

}  // namespace poap::tftp
