#pragma once

#include <curl/curl.h>

#include <set>

#include "transfer/curl/curl_transfer.hpp"

namespace poap {

/// The open sockets of FTP connections. At its end, libcurl sends QUIT on each and waits for an answer; shut
/// down, they do not hold up the run.
class FtpSockets {
  public:
    FtpSockets() = default;
    FtpSockets(const FtpSockets&) = delete;
    FtpSockets& operator=(const FtpSockets&) = delete;

    /// Takes in the sockets of a transfer. This object must outlive its connections.
    void watch(CurlTransfer& transfer);
    /// Ends all connections at once.
    void shut_down() const;

  private:
    static int on_open(void* self, curl_socket_t socket, curlsocktype purpose);
    static int on_close(void* self, curl_socket_t socket);

    std::set<curl_socket_t> sockets_;
};

}  // namespace poap
