#pragma once

#include "base/descriptor.hpp"

namespace poap {

/// SIGTERM, SIGINT and SIGHUP as something to ask and to poll for, in place of sudden death. One per process,
/// made before any thread: it blocks the three for good (children get them back, see `Vsh`), and ignores
/// SIGPIPE and SIGXFSZ.
class Interrupt {
  public:
    /// @throws std::system_error
    Interrupt();

    /// Readable from the moment that a signal has come.
    int fd() const { return fd_.get(); }

    /// Whether a signal has come.
    bool raised() const;

    /// @throws Error (Interrupted) when a signal has come
    void check() const;

  private:
    Descriptor fd_;
};

}  // namespace poap
