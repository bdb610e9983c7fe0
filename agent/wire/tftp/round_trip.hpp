#pragma once

#include <chrono>

namespace poap::tftp {

using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// How long an answer takes, and so after how long it counts as lost (RFC 6298, but for the lower bound: no
/// answer is delayed on purpose here, and a lost packet must not cost a second).
class RoundTrip {
  public:
    /// An answer to a packet that was sent once took so long.
    void measured(Duration took);
    /// The answer did not come: the next is waited for twice as long.
    void expired();
    /// Something came: back to the measured time.
    void recovered() { expiries_ = 0; }
    /// How long to wait for an answer: 10 ms to 10 s; 1 s before the first measurement.
    Duration patience() const;
    /// Without what `expired` added.
    Duration usual_patience() const;
    /// How long a packet may be late that was overtaken by others.
    Duration grace() const { return usual_patience() / 8; }

  private:
    bool known_ = false;
    Duration smoothed_{};
    Duration variation_{};
    int expiries_ = 0;
};

}  // namespace poap::tftp
