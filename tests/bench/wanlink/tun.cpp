#include "wanlink/tun.hpp"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace poap::bench {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Descriptor open_or_fail(const std::string& path, int flags) {
    Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
    if (!file) fail(path);
    return file;
}

void enter(const Descriptor& name_space) {
    if (setns(name_space.get(), CLONE_NEWNET) != 0) fail("cannot enter a network namespace");
}

}  // namespace

Tun::Tun(const std::string& name_space, const std::string& device) {
    const Descriptor own = open_or_fail("/proc/self/ns/net", O_RDONLY);
    const Descriptor other = open_or_fail("/run/netns/" + name_space, O_RDONLY);
    enter(other);
    device_ = open_or_fail("/dev/net/tun", O_RDWR | O_NONBLOCK);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    device.copy(request.ifr_name, IFNAMSIZ - 1);
    if (ioctl(device_.get(), TUNSETIFF, &request) != 0) fail(name_space + ": " + device);
    enter(own);
}

std::optional<std::size_t> Tun::read(std::span<char> room) {
    const ssize_t size = ::read(device_.get(), room.data(), room.size());
    if (size >= 0) return static_cast<std::size_t>(size);
    if (errno != EAGAIN) fail("cannot read from the device");
    return std::nullopt;
}

void Tun::write(std::span<const char> packet) {
    [[maybe_unused]] const ssize_t size = ::write(device_.get(), packet.data(), packet.size());
}

}  // namespace poap::bench
