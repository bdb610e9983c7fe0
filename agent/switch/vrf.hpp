#pragma once

#include <string>

#include "descriptor.hpp"
#include "log.hpp"

namespace poap {

/// While it lives, this thread's new sockets belong to a VRF, which on NX-OS is a network namespace under
/// /var/run/netns. Children too: run the CLI outside. Then the thread is back where it was.
class VrfScope {
  public:
    /// @param name `none`: stay here; `default` without a namespace of that name: process 1's. Any other that
    /// is absent, or cannot be entered: a warning, and the sockets stay here.
    VrfScope(const std::string& name, Log& log);
    ~VrfScope();
    VrfScope(const VrfScope&) = delete;
    VrfScope& operator=(const VrfScope&) = delete;

  private:
    Descriptor home_;  ///< the namespace to go back to; none when it was never left
};

}  // namespace poap
