#pragma once

#include <optional>
#include <string>

#include "bound_socket.hpp"
#include "listen_address.hpp"
#include "wire/tftp/address.hpp"

namespace poap::stub {

/// A datagram that came to the TFTP server's known port.
struct TftpRequest {
    tftp::Address client;
    tftp::Address own;  ///< the address of this machine that it was sent to; the port does not count
    std::string datagram;
};

/// The UDP socket at the TFTP server's known port. Nothing is sent from it.
class RequestSocket {
  public:
    /// Throws ServerError.
    explicit RequestSocket(const ListenAddress& listen);

    /// The address with the port that is really used.
    const ListenAddress& address() const { return socket_.address; }

    /// Waits for the next; none when `stop` has become readable. Throws tftp::NetworkError.
    std::optional<TftpRequest> receive(int stop) const;

  private:
    BoundSocket socket_;
};

}  // namespace poap::stub
