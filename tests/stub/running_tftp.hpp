#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "fixture.hpp"
#include "support/collector.hpp"
#include "support/udp_peer.hpp"
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
        return std::make_unique<TftpServer>(
            ListenAddress{host, 0}, folder_, log_, [](const auto&, const auto&) {}, limits);
    }

    TempFolder files_;
    Folder folder_;
    std::ostringstream log_text_;
    RequestLog log_;
    std::unique_ptr<TftpServer> server_;
};

/// What the server at that port answers: the error, or `no error`.
inline std::string answer_to(poap::test::UdpPeer& client, const std::string& datagram, std::uint16_t port) {
    client.say(datagram, poap::test::udp_address("127.0.0.1", port));
    const std::string packet = client.hear();
    return packet.at(1) == 5 ? poap::test::in_words(packet) : "no error";
}

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
