#pragma once

#include <signal.h>
#include <unistd.h>

#include <ctime>

namespace poap::test {

/// Takes a signal that an `Interrupt` holds back off the process again, so that the next test does not see
/// it. An `Interrupt` must have been made before.
class RaisedSignal {
  public:
    explicit RaisedSignal(int signal = SIGTERM) : signal_(signal) {}
    ~RaisedSignal() {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, signal_);
        const timespec at_once{};
        while (sigtimedwait(&signals, nullptr, &at_once) > 0) {
        }
    }
    RaisedSignal(const RaisedSignal&) = delete;
    RaisedSignal& operator=(const RaisedSignal&) = delete;

    /// Sends it to this process; from any thread.
    void raise() const { kill(getpid(), signal_); }

  private:
    int signal_;
};

}  // namespace poap::test
