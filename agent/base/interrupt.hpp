#pragma once

#include <utility>

#include "base/descriptor.hpp"

namespace poap {

/// Tells a wait or a transfer to end.
class Interrupt {
  public:
    /// Makes SIGTERM, SIGINT and SIGHUP pollable instead of fatal. One per process, created before any
    /// thread: it blocks the three signals permanently (children get them back, see `Vsh`), and ignores
    /// SIGPIPE and SIGXFSZ.
    /// @throws std::system_error
    Interrupt();

    /// Raised as soon as `event` is readable, for a thread that must not end with a signal.
    explicit Interrupt(Descriptor event) : fd_(std::move(event)) {}

    /// Readable as soon as a signal has arrived.
    int fd() const { return fd_.get(); }

    /// Whether a signal has arrived.
    bool raised() const;

    /// @throws Error (Interrupted) if a signal has arrived
    void check() const;

  private:
    Descriptor fd_;
};

}  // namespace poap
