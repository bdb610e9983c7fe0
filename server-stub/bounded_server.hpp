#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>

#include "http_limits.hpp"

namespace poap::stub {

/// The library's HTTP server with bounds on what a connection may take: its bytes, its time, its place.
class BoundedServer : public httplib::Server {
  public:
    explicit BoundedServer(const HttpLimits& limits);

    /// After a bind: lets the system keep as many new connections as it can, where the library has it drop
    /// all but five, which then take seconds to come again.
    void keep_new_connections();

    /// Set before it listens: whether the request's body will be left unread, which ends the connection.
    std::function<bool(const httplib::Request&)> leaves_body;

  private:
    bool process_and_close_socket(socket_t socket) override;

    HttpLimits limits_;
    std::atomic<bool> full_ = false;
};

}  // namespace poap::stub
