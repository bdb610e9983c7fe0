#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <string>
#include <thread>

#include "base/descriptor.hpp"
#include "folder.hpp"
#include "listen_address.hpp"
#include "request_log.hpp"
#include "tftp/request_socket.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {

/// Limits for clients of the TFTP server. A switch has one transfer at a time; many switches may share an
/// address.
struct TftpLimits {
    std::size_t transfers = 128;          ///< in total
    std::size_t of_one_address = 64;      ///< from one address
    std::size_t unheard_of_address = 16;  ///< from one address without any acknowledgement yet
};

/// A read-only TFTP server (RFC 1350, 2347, 2348, 2349, 7440) for a folder's files, by plain name; leading
/// `/` and `./` are ignored. Runs from construction to destruction, in its own threads; the arguments must
/// outlive it.
class TftpServer {
  public:
    /// Called with a client's IP address and the file that it gets, once it has acknowledged anything; in
    /// several threads.
    using OnTransfer = std::function<void(const std::string& client, const FileName& file)>;

    /// @throws ServerError, std::system_error
    TftpServer(const ListenAddress& listen, const Folder& folder, RequestLog& log, OnTransfer on_transfer,
               TftpLimits limits = {});
    TftpServer(const TftpServer&) = delete;
    TftpServer& operator=(const TftpServer&) = delete;
    /// Notifies the clients of running transfers.
    ~TftpServer();

    /// The address with the actual port.
    const ListenAddress& address() const { return socket_.address(); }

    /// Whether the socket failed: the server has stopped, and the log has the reason.
    bool failed() const { return failed_; }

  private:
    struct Running {
        explicit Running(const Address& of) : client(of) {}

        Address client;
        std::atomic<bool> heard = false;
        std::atomic<bool> over = false;
        std::jthread thread;
    };

    void listen();
    /// Runs `answer` for a request; logs its errors.
    void answering(const TftpRequest& request, const std::function<void()>& answer);
    void answer(const TftpRequest& request);
    bool is_busy(const Address& client) const;
    bool has_too_many_unheard(const Address& client) const;
    void start(const TftpRequest& request, const tftp::ReadRequest& asked);

    const Folder& folder_;
    RequestLog& log_;
    OnTransfer on_transfer_;
    TftpLimits limits_;
    RequestSocket socket_;
    Descriptor stop_;  ///< readable when the server ends
    std::list<Running> transfers_;
    std::atomic<bool> failed_ = false;
    std::jthread listener_;
};

}  // namespace poap::stub
