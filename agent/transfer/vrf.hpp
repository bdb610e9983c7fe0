#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "base/vrf_fallback.hpp"
#include "log/log.hpp"

namespace poap {

/// A VRF, which on NX-OS is a network namespace under /var/run/netns.
class Vrf {
  public:
    /// @param name a plain file name; `none`: stay in the current namespace; `default`, if there is no
    /// namespace of that name: that of process 1
    Vrf(std::string name, VrfFallback fallback, Log& log)
        : name_(std::move(name)), fallback_(fallback), log_(log) {}

    /// While this object exists, this thread's new sockets and child processes are in the VRF. Its destructor
    /// returns to the former namespace.
    class Scope {
      public:
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        friend class Vrf;
        explicit Scope(int home) : home_(home) {}
        int home_;  ///< namespace to return to; -1 if it was never left
    };

    /// If the VRF is missing or cannot be entered, and the fallback is allowed: logs a warning, once, and the
    /// sockets stay in the current network.
    /// @throws Error (Switch) if the fallback is not allowed, on each call
    Scope enter();

    /// A descriptor of its network namespace, for another thread; none if sockets stay in the current
    /// network.
    /// @throws std::system_error
    Descriptor duplicate() const;

  private:
    void open();
    /// @param error errno: why the VRF cannot be entered
    void fall_back(int error);

    std::string name_;
    VrfFallback fallback_;
    Log& log_;
    bool opened_ = false;
    Descriptor there_;  ///< none: stay in the current network
    Descriptor home_;
};

}  // namespace poap
