#pragma once

#include <poll.h>

namespace poap {

/// Waits for the reader of a sink's output, but only once and briefly: a console stopped with Ctrl-S, or a
/// daemon that hangs, must not block the run.
class Reader {
  public:
    bool takes_more(int fd) {
        pollfd ready{fd, POLLOUT, 0};
        const bool takes = poll(&ready, 1, patience_ms_) > 0;
        patience_ms_ = takes ? kPatienceMs : 0;
        return takes;
    }

    /// Wait briefly once more, even if the reader has accepted nothing so far.
    void expect_again() { patience_ms_ = kPatienceMs; }

  private:
    static constexpr int kPatienceMs = 200;
    int patience_ms_ = kPatienceMs;
};

}  // namespace poap
