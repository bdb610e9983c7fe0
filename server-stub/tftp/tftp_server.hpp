#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <thread>

#include "base/descriptor.hpp"
#include "folder.hpp"
#include "listen_address.hpp"
#include "request_log.hpp"
#include "tftp/request_socket.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {

/// What clients may take of the TFTP server. A switch has one transfer at a time; many may share an address.
struct TftpLimits {
    std::size_t transfers = 128;          ///< at once
    std::size_t of_one_address = 64;      ///< of these
    std::size_t unheard_of_address = 16;  ///< of these, which have acknowledged nothing yet
};

/// A read-only TFTP server (RFC 1350, 2347, 2348, 2349, 7440) of a folder's files, by their plain names,
/// before which each `/` and `./` counts for nothing. Listens and answers from its construction to its
/// destruction, in threads of its own; what it is given must outlive it.
class TftpServer {
  public:
    /// Throws ServerError, std::system_error.
    TftpServer(const ListenAddress& listen, const Folder& folder, RequestLog& log, TftpLimits limits = {});
    TftpServer(const TftpServer&) = delete;
    TftpServer& operator=(const TftpServer&) = delete;
    /// Tells the clients of running transfers that it ends.
    ~TftpServer();

    /// The address with the port that is really used.
    const ListenAddress& address() const { return socket_.address(); }

    /// Whether the socket failed: no more is answered, and the log says why.
    bool failed() const { return failed_; }

  private:
    struct Running {
        explicit Running(const tftp::Address& of) : client(of) {}

        tftp::Address client;
        std::atomic<bool> heard = false;
        std::atomic<bool> over = false;
        std::jthread thread;
    };

    void listen();
    /// Runs what answers a request; a fault in it is logged.
    void answering(const TftpRequest& request, const std::function<void()>& answer);
    void answer(const TftpRequest& request);
    bool is_busy(const tftp::Address& client) const;
    bool has_too_many_unheard(const tftp::Address& client) const;
    void start(const TftpRequest& request, const tftp::ReadRequest& asked);

    const Folder& folder_;
    RequestLog& log_;
    TftpLimits limits_;
    RequestSocket socket_;
    Descriptor stop_;  ///< readable when everything is to end
    std::list<Running> transfers_;
    std::atomic<bool> failed_ = false;
    std::jthread listener_;
};

}  // namespace poap::stub
