#pragma once

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "base/descriptor.hpp"

namespace poap::bench {

[[noreturn]] inline void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// The far side of a TUN device: what its namespace sends is read here, what is written here it receives.
class Tun {
  public:
    /// Attaches to a device that is there (`ip tuntap add`).
    /// @param name_space of `ip netns`
    /// @throws std::system_error, here and below
    Tun(const std::string& name_space, const std::string& device) {
        const Descriptor own = opened("/proc/self/ns/net", O_RDONLY);
        enter(opened("/run/netns/" + name_space, O_RDONLY));
        device_ = opened("/dev/net/tun", O_RDWR | O_NONBLOCK);
        ifreq request{};
        request.ifr_flags = IFF_TUN | IFF_NO_PI;
        device.copy(request.ifr_name, IFNAMSIZ - 1);
        if (ioctl(device_.get(), TUNSETIFF, &request) != 0) fail(name_space + ": " + device);
        enter(own);
    }

    int fd() const { return device_.get(); }

    /// One packet, valid until the next `read`; empty where there is none.
    std::string_view read() {
        const ssize_t size = ::read(device_.get(), packet_.data(), packet_.size());
        if (size < 0 && errno != EAGAIN) fail("cannot read from the device");
        return {packet_.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
    }
    /// A packet that the namespace does not take is lost.
    void write(std::string_view packet) {
        [[maybe_unused]] const ssize_t size = ::write(device_.get(), packet.data(), packet.size());
    }

  private:
    static Descriptor opened(const std::string& path, int flags) {
        Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
        if (!file) fail(path);
        return file;
    }
    static void enter(const Descriptor& name_space) {
        if (setns(name_space.get(), CLONE_NEWNET) != 0) fail("cannot enter a network namespace");
    }

    Descriptor device_;
    std::array<char, 1500> packet_{};
};

}  // namespace poap::bench
