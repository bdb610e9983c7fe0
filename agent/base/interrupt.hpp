#pragma once

#include "base/descriptor.hpp"

namespace poap {

/// Makes SIGTERM, SIGINT and SIGHUP pollable instead of fatal. One per process, created before any thread: it
/// blocks the three signals permanently (children get them back, see `Vsh`), and ignores SIGPIPE and SIGXFSZ.
class Interrupt {
  public:
    /// @throws std::system_error
    Interrupt();

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
