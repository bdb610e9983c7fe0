#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "listen_address.hpp"
#include "support/tftp_packets.hpp"

namespace poap::stub::test {

/// A TCP connection to an IPv4 address, for clients that no library makes.
class RawConnection {
  public:
    explicit RawConnection(const ListenAddress& server)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const auto raw = poap::test::udp_address(server.host.c_str(), server.port).raw();
        if (::connect(socket_.get(), raw.get(), raw.size) != 0) throw std::runtime_error("cannot connect");
    }

    /// False when the server has closed the connection.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Sends the bytes again and again. How many the server took before it closed, at most `limit`.
    std::size_t flood(const std::string& bytes, std::size_t limit) const {
        std::size_t sent = 0;
        while (sent < limit && send(bytes)) sent += bytes.size();
        return sent;
    }

    /// Whether there is something to read, or the end, within that time.
    bool hears_within(std::chrono::milliseconds time) const {
        pollfd ready{socket_.get(), POLLIN, 0};
        return ::poll(&ready, 1, static_cast<int>(time.count())) > 0;
    }

    /// All that comes until the server closes.
    std::string rest() const {
        std::string text;
        std::array<char, 4096> bytes{};
        for (ssize_t got; (got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0)) > 0;)
            text.append(bytes.data(), static_cast<std::size_t>(got));
        return text;
    }

  private:
    Descriptor socket_;
};

}  // namespace poap::stub::test
