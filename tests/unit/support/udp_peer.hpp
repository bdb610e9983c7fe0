#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>
#include <string>

#include "base/descriptor.hpp"
#include "support/tftp_packets.hpp"

namespace poap::test {

/// A UDP socket on a loopback address that says what it is told to.
class UdpPeer {
  public:
    explicit UdpPeer(const std::string& host = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const auto own = udp_address(host.c_str(), 0).raw();
        EXPECT_EQ(::bind(socket_.get(), own.get(), own.size), 0);
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&name), &size);
        address_ = Address(reinterpret_cast<const sockaddr&>(name));
        const timeval patience{60, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    const Address& address() const { return address_; }
    void close() { socket_ = {}; }

    void say(const std::string& datagram, const Address& to) const {
        const auto raw = to.raw();
        ::sendto(socket_.get(), datagram.data(), datagram.size(), 0, raw.get(), raw.size);
    }
    /// Waits for the next datagram, whose sender is the partner then.
    std::string hear() {
        std::array<char, 2048> bytes{};
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) throw std::runtime_error("nothing was received");
        partner_ = Address(reinterpret_cast<const sockaddr&>(from));
        return {bytes.data(), static_cast<std::size_t>(got)};
    }
    const Address& partner() const { return partner_; }

  private:
    Descriptor socket_;
    Address address_;
    Address partner_;
};

}  // namespace poap::test
