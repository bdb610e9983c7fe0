#pragma once

#include <optional>
#include <string>

#include "bound_socket.hpp"
#include "listen_address.hpp"
#include "wire/address.hpp"

namespace poap::stub {

/// A datagram received at the TFTP server's well-known port.
struct TftpRequest {
    Address client;
    Address own;  ///< its destination address on this machine; ignore the port
    std::string datagram;
};

/// The UDP socket at the TFTP server's well-known port. Only receives.
class RequestSocket {
  public:
    /// @throws ServerError
    explicit RequestSocket(const ListenAddress& listen);

    /// The address with the actual port.
    const ListenAddress& address() const { return socket_.address; }

    /// Waits for the next datagram; none if `stop` is readable.
    /// @throws tftp::NetworkError
    std::optional<TftpRequest> receive(int stop) const;

  private:
    BoundSocket socket_;
};

}  // namespace poap::stub
