#pragma once

#include <chrono>

namespace poap::tftp {

using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// Estimates the round-trip time, and from it the time-out after which an answer counts as lost (RFC 6298,
/// except for the lower bound: peers do not delay answers on purpose, and a lost packet must not cost a
/// second).
class RoundTrip {
  public:
    /// An answer to a packet that was sent only once took this long.
    void measured(Duration took);
    /// No answer came: the next time-out is twice as long.
    void expired();
    /// An answer came: back to the measured time-out.
    void recovered() { expiries_ = 0; }
    /// How long to wait for an answer: 10 ms to 10 s; 1 s before the first measurement.
    Duration patience() const;
    /// The time-out without the back-off added by `expired`.
    Duration usual_patience() const;
    /// How long to wait for a packet that others have overtaken.
    Duration grace() const { return usual_patience() / 8; }

  private:
    bool known_ = false;
    Duration smoothed_{};
    Duration variation_{};
    int expiries_ = 0;
};

}  // namespace poap::tftp
