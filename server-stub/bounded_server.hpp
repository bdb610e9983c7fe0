#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>
#include <string>

#include "acceptor.hpp"
#include "http_limits.hpp"

namespace poap::stub {

/// The library's HTTP server with limits on what a connection may use: bytes, time, threads. Accepts
/// connections itself: the library's loop stops at temporary errors, and retries others without a pause.
class BoundedServer : public httplib::Server {
  public:
    /// Starts to listen.
    /// @throws ServerError, std::system_error
    BoundedServer(const ListenAddress& listen, const HttpLimits& limits);

    /// The address with the actual port.
    const ListenAddress& address() const { return acceptor_.address(); }

    /// The IP address of the client that this thread serves.
    static const std::string& client();

    /// Must be set before serve(): whether the request's body will be left unread, which ends the connection.
    std::function<bool(const httplib::Request&)> leaves_body;

    /// Serves requests until end().
    /// @throws ServerError if the listening socket fails
    void serve();

    /// Makes serve() return once all current connections have ended; may be called from any thread.
    void end();

  private:
    void serve_connection(const Descriptor& socket);

    HttpLimits limits_;
    std::atomic<bool> full_ = false;
    Acceptor acceptor_;
};

}  // namespace poap::stub
