#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "base/vrf_fallback.hpp"
#include "log/log.hpp"

namespace poap {

/// A VRF, which on NX-OS is a network namespace under /var/run/netns.
class Vrf {
  public:
    /// @param name a plain file name; `none`: stay in the current namespace; `default` without a namespace of
    /// that name: that of process 1
    Vrf(std::string name, VrfFallback fallback, Log& log)
        : name_(std::move(name)), fallback_(fallback), log_(log) {}

    /// While it lives, this thread's new sockets belong to the VRF; so do children. Then the thread is back
    /// where it was.
    class Scope {
      public:
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        friend class Vrf;
        explicit Scope(int home) : home_(home) {}
        int home_;  ///< the namespace to go back to; -1 when it was never left
    };

    /// Where the VRF is absent or cannot be entered and the fallback is allowed: a warning, once, and the
    /// sockets stay in the current network.
    /// @throws Error (Switch) where the fallback is not allowed, each time
    Scope enter();

  private:
    void open();
    /// @param error an errno value: why the VRF cannot be entered
    void fall_back(int error);

    std::string name_;
    VrfFallback fallback_;
    Log& log_;
    bool opened_ = false;
    Descriptor there_;  ///< none: nowhere to go
    Descriptor home_;
};

}  // namespace poap
