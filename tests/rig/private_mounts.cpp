#include "rig/private_mounts.hpp"

#include <sched.h>
#include <sys/mount.h>

namespace poap::rig {

bool mounts_are_private() {
    static const bool kPrivate =
        unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    return kPrivate;
}

}  // namespace poap::rig
