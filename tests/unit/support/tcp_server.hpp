#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "support/stop_signal.hpp"

namespace poap::test {

/// A client at a TcpServer.
class TcpPeer {
  public:
    TcpPeer(Descriptor socket, const StopSignal& stop) : socket_(std::move(socket)), stop_(stop) {}

    /// An HTTP request, head and body; empty when the client has closed, or the server is to end.
    std::string request();
    /// Sends bytes. Whether the client was still there to take them all.
    bool send(std::string_view bytes);
    /// Keeps silent. Whether to go on after that.
    bool pause(std::chrono::milliseconds duration) { return stop_.pause(duration); }
    /// Keeps silent until the client closes or the server is to end.
    void wait_for_end();
    /// Has the connection end in a reset, at once, what was sent and not read yet notwithstanding.
    void reset();

  private:
    bool receive();

    Descriptor socket_;
    const StopSignal& stop_;
    std::string received_;
};

/// A server on 127.0.0.1, at a port the system chose: `serve` is run for each connection, one after the
/// other, and the connection closed after it. What it is to do badly is up to `serve`.
class TcpServer {
  public:
    using Serve = std::function<void(TcpPeer&)>;
    /// @param open false: connections are refused until `open`
    explicit TcpServer(Serve serve, bool open = true);
    ~TcpServer();
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    /// `http://127.0.0.1:<port>` and `path`.
    std::string url(const std::string& path) const;
    std::uint16_t port() const { return port_; }

    /// Takes connections from here on.
    void open();

  private:
    void run() const;

    Serve serve_;
    StopSignal stop_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace poap::test
