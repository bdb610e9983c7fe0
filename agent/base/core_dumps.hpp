#pragma once

#include <sys/resource.h>

namespace poap {

/// Turns off core dumps of this process, and access to its memory by the user's other processes: it may
/// contain a password. Child processes are not affected, except for the core file limit; see
/// CoreLimitAsItWas.
/// @throws std::system_error
void forbid_core_dumps();

/// Restores, during its lifetime, the core file limit that this process was started with, for child
/// processes.
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
