#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "support/stop_signal.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::test {

/// One read request at a TftpServer (RFC 1350, with the options of RFC 2347 to 2349).
class TftpTransfer {
  public:
    TftpTransfer(const tftp::ReadRequest& request, Descriptor socket, const StopSignal& stop);

    const std::string& file() const { return file_; }

    /// The options of the request, and their values.
    const std::map<std::string, std::string>& options() const { return options_; }
    bool asks_for(const std::string& option) const { return options_.contains(option); }
    /// Sends an option acknowledgement and waits for its answer. The block size stays. Whether it was not an
    /// error.
    bool grant(const std::vector<std::pair<std::string, std::string>>& options);
    void set_block_size(std::size_t bytes) { block_size_ = bytes; }
    /// Accepts the block size that was asked for and, where given, announces a size. Whether the client
    /// acknowledges that; false where it sends an error.
    bool accept(std::optional<std::uint64_t> size);
    /// Sends the next block, and waits for its acknowledgement. Whether it came.
    bool send_block(std::string_view bytes);
    /// As if the block were lost on its way: the client's last acknowledgement once more is waited for.
    bool lose_block() { return wait_for_ack(); }
    /// The whole file in blocks, the last one shorter than the others.
    void send_file(std::string_view bytes);
    /// Whether an error packet comes, past acknowledgements.
    bool wait_for_error();
    bool has_options() const { return !options_.empty(); }
    void send_error(std::uint16_t code, std::string_view message);
    bool pause(std::chrono::milliseconds duration) { return stop_.pause(duration); }

    std::size_t block_size() const { return block_size_; }

  private:
    void send(const std::string& packet) const;
    /// The next packet; empty where the server is to end.
    std::string hear() const;
    bool wait_for_ack();

    Descriptor socket_;
    const StopSignal& stop_;
    std::string file_;
    std::map<std::string, std::string> options_;
    std::size_t block_size_ = 512;
    std::uint16_t block_ = 0;
};

/// A TFTP server on a loopback address, at a port the system chose; each transfer has a port of its own.
/// `serve` is run for each request, one after the other.
class TftpServer {
  public:
    using Serve = std::function<void(TftpTransfer&)>;
    /// @param address IPv4 or IPv6
    explicit TftpServer(Serve serve, std::string address = "127.0.0.1");
    ~TftpServer();
    TftpServer(const TftpServer&) = delete;
    TftpServer& operator=(const TftpServer&) = delete;

    /// `tftp://<address>:<port>/` and `file`.
    std::string url(const std::string& file) const;

  private:
    void run() const;

    Serve serve_;
    std::string address_;
    StopSignal stop_;
    Descriptor socket_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace poap::test
