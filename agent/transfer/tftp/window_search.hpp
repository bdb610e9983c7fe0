#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// How far a transfer has come.
struct Pace {
    std::size_t window;       ///< in blocks, as granted
    std::size_t block_size;   ///< in bytes
    std::uint64_t delivered;  ///< bytes
    std::uint64_t acknowledgements;
    std::uint64_t losses;               ///< those among them that told of a loss
    std::optional<std::uint64_t> size;  ///< the whole file's in bytes, where it is known
};

/// What window to ask a server for. A window is agreed on once a transfer, so that another one means another
/// request: it begins small, and asks again with four times as much, in the first few megabytes of a file
/// that is long enough; then it takes the smallest that is hardly slower than the fastest. Where the first
/// one loses badly, a quarter comes before: a way that is policed drops the rest of every window that its
/// burst does not hold. As long as a smaller one loses too, it goes on, down to lockstep. Later on, where
/// losses have made the window a bad one for some seconds, it changes to a smaller one, if the file is here
/// sooner that way. What was found holds for the server's next file.
class WindowSearch {
  public:
    /// @param most in blocks, what can be taken in
    explicit WindowSearch(std::size_t most);

    std::size_t window() const { return window_; }

    /// To be called as bytes come. Whether to end this transfer and ask again, with another `window()`.
    bool moved(const Pace& pace, Time now);

  private:
    /// Whether what came says enough of the window.
    bool tells(const Pace& pace, std::uint64_t bytes, Duration took) const;
    bool try_next(const Pace& pace, double rate, bool losing);
    bool change(const Pace& pace, double rate, bool losing);
    bool measure_from(const Pace& pace, Time now);
    std::size_t best_up_to(std::size_t most) const;

    std::size_t most_;
    std::size_t window_;
    bool settled_ = false;
    int losing_periods_ = 0;               ///< on end
    std::map<std::size_t, double> rates_;  ///< by window, bytes a second

    Time since_;   ///< the beginning of what is measured
    Pace from_{};  ///< the state then
};

}  // namespace poap::tftp
