#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/descriptor.hpp"
#include "base/interrupt.hpp"
#include "transfer/tftp/receiver.hpp"
#include "wire/address.hpp"
#include "wire/tftp/round_trip.hpp"
#include "wire/tftp/udp.hpp"

namespace poap::tftp {

/// The MTU of the path to a host in bytes, as far as the kernel knows it.
/// @throws NetworkError if there is no route
std::size_t path_mtu(const Address& host);

/// A UDP socket with its own port, and a receive buffer.
class Socket {
  public:
    /// @param longest largest datagram that is received completely, in bytes
    /// @throws NetworkError, here and below
    Socket(int family, std::size_t longest);

    /// How many full datagrams the kernel buffers at least.
    std::size_t room() const;

    void send(const Outgoing& datagram);

    struct Incoming {
        Address from;
        std::string_view bytes;  ///< `longest` + 1 bytes if the datagram was longer
    };
    /// Received datagrams, valid until the next call; may be empty.
    /// @param expected how many to look for: looking costs as much as receiving
    std::span<const Incoming> receive(std::size_t expected);

    /// Waits until something arrives, or `until`.
    /// @throws Error (Interrupted)
    void wait(Time until, const Interrupt& interrupt);

    /// Why datagrams cannot reach this address, if the network reported that before the last `wait` ended;
    /// else no error.
    std::error_code unreachable(const Address& address);

  private:
    UdpSocket socket_;
    std::size_t longest_;
    std::vector<char> bytes_;
    std::vector<sockaddr_storage> names_;
    std::vector<iovec> pieces_;
    std::vector<mmsghdr> headers_;
    std::vector<Incoming> incoming_;
};

}  // namespace poap::tftp
