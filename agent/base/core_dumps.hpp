#pragma once

#include <sys/resource.h>

namespace poap {

/// Turns core dumps of this process off, and lets no process of the same user read its memory: it may hold a
/// password. What it starts is as it was, but for the limit of core files, see CoreLimitAsItWas.
/// @throws std::system_error
void forbid_core_dumps();

/// While it lives, programs are started with the limit of core files that this process was started with.
class CoreLimitAsItWas {
  public:
    CoreLimitAsItWas();
    ~CoreLimitAsItWas();
    CoreLimitAsItWas(const CoreLimitAsItWas&) = delete;
    CoreLimitAsItWas& operator=(const CoreLimitAsItWas&) = delete;

  private:
    rlimit now_{};
};

}  // namespace poap
