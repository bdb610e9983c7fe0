#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "bound_socket.hpp"

namespace poap::stub {

/// Takes the connections of a listening socket.
class Acceptor {
  public:
    /// Throws ServerError, std::system_error.
    explicit Acceptor(const ListenAddress& listen);

    /// The address with the port that is really used.
    const ListenAddress& address() const { return socket_.address; }
    int fd() const { return socket_.fd.get(); }

    /// Waits for the next connection; none after stop(). Where the machine has no room for one (descriptors,
    /// memory), it tries again ten times a second: the connection waits in the system meanwhile. Throws
    /// ServerError when the listening socket itself has failed.
    std::optional<Descriptor> accept() const;

    /// Ends accept(), from any thread.
    void stop() const;

  private:
    BoundSocket socket_;
    Descriptor stop_;  ///< readable when it is to end
};

}  // namespace poap::stub
