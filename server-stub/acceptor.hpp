#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "bound_socket.hpp"

namespace poap::stub {

/// Accepts connections on a listening socket.
class Acceptor {
  public:
    /// @throws ServerError, std::system_error
    explicit Acceptor(const ListenAddress& listen);

    /// The address with the actual port.
    const ListenAddress& address() const { return socket_.address; }
    int fd() const { return socket_.fd.get(); }

    /// Waits for the next connection; none after stop(). If there are not enough resources (descriptors,
    /// memory), retries ten times a second while the connection waits in the system.
    /// @throws ServerError if the listening socket itself has failed
    std::optional<Descriptor> accept() const;

    /// Ends accept(); may be called from any thread.
    void stop() const;

  private:
    BoundSocket socket_;
    Descriptor stop_;  ///< readable when accept() must end
};

}  // namespace poap::stub
