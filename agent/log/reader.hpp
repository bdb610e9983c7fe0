#pragma once

#include <poll.h>

namespace poap {

/// Whoever reads a sink's lines. One who does not is waited for a moment, once: a console held with Ctrl-S or
/// a daemon that hangs must not hold the pass up.
class Reader {
  public:
    bool takes_more(int fd) {
        pollfd ready{fd, POLLOUT, 0};
        const bool takes = poll(&ready, 1, patience_ms_) > 0;
        patience_ms_ = takes ? kPatienceMs : 0;
        return takes;
    }

    /// One more moment for who has not taken anything.
    void expect_again() { patience_ms_ = kPatienceMs; }

  private:
    static constexpr int kPatienceMs = 200;
    int patience_ms_ = kPatienceMs;
};

}  // namespace poap
