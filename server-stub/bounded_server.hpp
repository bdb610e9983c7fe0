#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>

#include "acceptor.hpp"
#include "http_limits.hpp"

namespace poap::stub {

/// The library's HTTP server with bounds on what a connection may take: its bytes, its time, its place. It
/// accepts connections itself: the library's loop ends for good at an error that passes, and retries others
/// without a pause.
class BoundedServer : public httplib::Server {
  public:
    /// Listens. Throws ServerError, std::system_error.
    BoundedServer(const ListenAddress& listen, const HttpLimits& limits);

    /// The address with the port that is really used.
    const ListenAddress& address() const { return acceptor_.address(); }

    /// Set before it serves: whether the request's body will be left unread, which ends the connection.
    std::function<bool(const httplib::Request&)> leaves_body;

    /// Answers until end(). Throws ServerError when the listening socket fails.
    void serve();

    /// Has serve() return, once the connections that it serves have ended; from any thread.
    void end();

  private:
    void serve_connection(const Descriptor& socket);

    HttpLimits limits_;
    std::atomic<bool> full_ = false;
    Acceptor acceptor_;
};

}  // namespace poap::stub
