#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/descriptor.hpp"
#include "fixture.hpp"
#include "support/collector.hpp"
#include "support/tftp_packets.hpp"
#include "tftp/tftp_server.hpp"
#include "transfer/tftp/tftp_client.hpp"

namespace poap::stub::test {

/// A TFTP server in this process, on a free port.
class RunningTftp {
  public:
    explicit RunningTftp(const std::string& host = "127.0.0.1", TftpLimits limits = {})
        : folder_(files_.path()), log_(log_text_), server_(start(host, limits)) {}

    const TempFolder& files() const { return files_; }
    std::uint16_t port() const { return server_->address().port; }
    std::string url(const std::string& file, const std::string& host = "127.0.0.1") const {
        return "tftp://" + host + ":" + std::to_string(port()) + "/" + file;
    }
    bool failed() const { return server_->failed(); }
    /// Ends the server; what it has logged is then all there is.
    std::string stop() {
        server_.reset();
        return log_text_.str();
    }

  private:
    std::unique_ptr<TftpServer> start(const std::string& host, TftpLimits limits) {
        return std::make_unique<TftpServer>(ListenAddress{host, 0}, folder_, log_, limits);
    }

    TempFolder files_;
    Folder folder_;
    std::ostringstream log_text_;
    RequestLog log_;
    std::unique_ptr<TftpServer> server_;
};

/// A client that says what it is told to.
class RawClient {
  public:
    explicit RawClient(const std::string& host = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const auto own = poap::test::udp_address(host.c_str(), 0).raw();
        EXPECT_EQ(::bind(socket_.get(), own.get(), own.size), 0);
        const timeval patience{60, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    void say(const std::string& datagram, const tftp::Address& to) const {
        const auto raw = to.raw();
        ::sendto(socket_.get(), datagram.data(), datagram.size(), 0, raw.get(), raw.size);
    }
    /// Waits for the next datagram, and keeps whom it came from.
    std::string hear() {
        std::array<char, 2048> bytes{};
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) throw std::runtime_error("nothing was received");
        peer_ = tftp::Address(reinterpret_cast<const sockaddr&>(from));
        return {bytes.data(), static_cast<std::size_t>(got)};
    }
    const tftp::Address& peer() const { return peer_; }

    std::string answer_to(const std::string& datagram, std::uint16_t port) {
        say(datagram, poap::test::udp_address("127.0.0.1", port));
        return in_words(hear());
    }

  private:
    static std::string in_words(const std::string& packet) {
        return packet.at(1) == 5 ? poap::test::in_words(packet) : "no error";
    }

    Descriptor socket_;
    tftp::Address peer_;
};

/// What the agent's client gets from there: the file, or why not.
inline std::string fetched(const std::string& url, std::optional<std::size_t> block_size = std::nullopt) {
    const Interrupt interrupt;
    Log log;
    poap::test::Collector sink;
    const auto refused =
        tftp::TftpClient(std::chrono::seconds(60), {.block_size = block_size}, interrupt, log)
            .fetch(url, sink);
    return refused ? refused->reason : sink.bytes;
}

}  // namespace poap::stub::test
