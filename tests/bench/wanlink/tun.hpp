#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/descriptor.hpp"

namespace poap::bench {

/// The far side of a TUN device: what its namespace sends is read here, what is written here it receives.
class Tun {
  public:
    /// Attaches to a device that is there (`ip tuntap add`).
    /// @param name_space of `ip netns`
    /// @throws std::system_error, here and below
    Tun(const std::string& name_space, const std::string& device);

    int fd() const { return device_.get(); }

    /// One packet into `room`: its size; nothing where there is none.
    std::optional<std::size_t> read(std::span<char> room);
    /// A packet that the namespace does not take is lost.
    void write(std::span<const char> packet);

  private:
    Descriptor device_;
};

}  // namespace poap::bench
