#pragma once

#include <string>

#include "descriptor.hpp"
#include "log.hpp"

namespace poap {

/// A VRF, which on NX-OS is a network namespace under /var/run/netns.
class Vrf {
  public:
    /// @param name `none`: stay in the current one; `default` without a namespace of that name: process 1's
    Vrf(std::string name, Log& log) : name_(std::move(name)), log_(log) {}

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

    /// Any other VRF that is absent, or cannot be entered: a warning, once, and the sockets stay here.
    Scope enter();

  private:
    void open();

    std::string name_;
    Log& log_;
    bool opened_ = false;
    Descriptor there_;  ///< none: nowhere to go
    Descriptor home_;
};

}  // namespace poap
