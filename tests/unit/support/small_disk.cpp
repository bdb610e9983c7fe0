#include "support/small_disk.hpp"

#include <sys/mount.h>

namespace poap::test {

SmallDisk::SmallDisk(std::size_t bytes)
    : mounted_(mount("tmpfs", dir_.path().c_str(), "tmpfs", MS_NODEV | MS_NOSUID,
                     ("size=" + std::to_string(bytes)).c_str()) == 0) {}

SmallDisk::~SmallDisk() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
}

}  // namespace poap::test
