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
#include "wire/tftp/address.hpp"
#include "wire/tftp/round_trip.hpp"
#include "wire/tftp/udp.hpp"

namespace poap::tftp {

/// The most that the way to a host carries in one IP packet, as far as this machine knows, in bytes.
/// @throws NetworkError when there is no way
std::size_t path_mtu(const Address& host);

/// A UDP socket with a port of its own, and room for datagrams to wait in.
class Socket {
  public:
    /// @param longest datagram to be told whole, in bytes
    /// @throws NetworkError, here and below
    Socket(int family, std::size_t longest);

    /// How many full datagrams the kernel keeps for us at least.
    std::size_t room() const;

    void send(const Outgoing& datagram);

    struct Incoming {
        Address from;
        std::string_view bytes;  ///< one byte more than `longest` where it was longer than that
    };
    /// What has come, until the next call; nothing where nothing has.
    /// @param expected how many: to look for more costs as much as to take one
    std::span<const Incoming> receive(std::size_t expected);

    /// Sleeps until something comes, or `until`.
    /// @throws Error (Interrupted)
    void wait(Time until, const Interrupt& interrupt);

    /// Why a datagram could not reach this address, if the network has said so before the last `wait` ended;
    /// no error otherwise.
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
