#pragma once

#include <stdexcept>
#include <system_error>

#include "base/descriptor.hpp"
#include "wire/address.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// A network error; `what()` is meant for people.
class NetworkError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws NetworkError: `what`, followed by the text of `errno`.
[[noreturn]] void fail_on_network(const char* what);

/// A UDP socket that never blocks.
/// @throws NetworkError
Descriptor udp_socket(int family);

/// Sets an integer socket option; ignores failures.
void set_option(const Descriptor& socket, int level, int option, int value);

/// Whether a system call's error is the delayed report about an earlier datagram, not about this call.
bool is_late(int error);

/// A UDP socket for one transfer. It keeps the network's error reports about its datagrams.
class UdpSocket {
  public:
    /// @throws NetworkError, here and below
    explicit UdpSocket(int family);

    const Descriptor& descriptor() const { return socket_; }
    int fd() const { return socket_.get(); }

    /// Waits until a datagram arrives, `until`, or `stop` is readable; with `to_send`, also until there is
    /// room to send. Returns false if `stop` is readable.
    bool wait(Time until, int stop, bool to_send = false);

    /// Why datagrams cannot reach this address, if the network reported that before the last `wait` ended;
    /// else no error. Drops reports about other addresses.
    std::error_code unreachable(const Address& address);

  private:
    Descriptor socket_;
    bool errors_pending_ = false;  ///< there are error reports to read
};

}  // namespace poap::tftp
