#include "support/small_disk.hpp"

#include <sys/mount.h>

namespace poap::test {

namespace {

constexpr unsigned long kFlags = MS_NODEV | MS_NOSUID;

}  // namespace

SmallDisk::SmallDisk(std::size_t bytes, const std::string& options)
    : mounted_(mount("tmpfs", dir_.path().c_str(), "tmpfs", kFlags,
                     ("size=" + std::to_string(bytes) + "," + options).c_str()) == 0) {}

bool SmallDisk::remount(const std::string& options, bool read_only) const {
    const unsigned long flags = kFlags | MS_REMOUNT | (read_only ? MS_RDONLY : 0);
    return mount("tmpfs", dir_.path().c_str(), "tmpfs", flags, options.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
}

}  // namespace poap::test
