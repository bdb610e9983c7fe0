#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "support/stop_signal.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::rig {

/// A packet on its way to the client, and where it comes from.
struct TftpPacket {
    enum class From { Server, OtherPort, OtherHost };
    std::string bytes;
    From from = From::Server;
};

/// In place of a packet: the server is gone, its port closed.
inline const std::string kGone = "gone";

/// What a server does otherwise than a good one, and what happens to packets on their way. All of it is
/// called in one thread.
struct TftpScript {
    /// What the client gets in place of a packet: nothing, the packet, several. `sent` is how many the server
    /// has sent before.
    std::function<std::vector<TftpPacket>(const std::string& packet, std::size_t sent)> out = {};
    /// Whether the server gets a packet of the client's. `got` is which one it is, behind the request.
    std::function<bool(const std::string& packet, std::size_t got)> in = {};
    /// The options that the server grants in place of those it would; none: it knows of no options.
    std::function<tftp::Options(tftp::Options)> grants = {};
    /// What the server sends in place of the file, if anything; an empty packet: nothing.
    std::function<std::optional<std::string>(const tftp::ReadRequest&)> instead = {};
    std::uint64_t after_65535 = 0;    ///< the number of the block that follows
    std::size_t largest_window = 16;  ///< in blocks
    std::size_t requests_lost = 0;    ///< of the first ones
};

/// A TFTP server at 127.0.0.1, at a port the system chose, that sends windows again from where the client is
/// (RFC 1350, 2347 to 2349, 7440). Without a script it is a good one.
class FakeTftp {
  public:
    FakeTftp(std::map<std::string, std::string> files, TftpScript script = {});
    ~FakeTftp();
    FakeTftp(const FakeTftp&) = delete;
    FakeTftp& operator=(const FakeTftp&) = delete;

    /// `host:port`
    std::string address() const;
    /// The codes of the errors that the client has told the server.
    std::vector<std::uint16_t> errors() const;
    /// And those that it has told others.
    std::vector<std::uint16_t> errors_told_to_others() const;

  private:
    class Transfer;

    void run();
    void note_errors_told_to_others();

    std::map<std::string, std::string> files_;
    TftpScript script_;
    test::StopSignal stop_;
    Descriptor socket_;
    Descriptor other_port_;
    Descriptor other_host_;
    mutable std::mutex lock_;
    std::vector<std::uint16_t> errors_;
    std::vector<std::uint16_t> errors_told_to_others_;
    std::thread thread_;
};

}  // namespace poap::rig
