#pragma once

#include <stdexcept>
#include <system_error>

#include "base/descriptor.hpp"
#include "wire/tftp/address.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// The network refuses: `what()` is for a person.
class NetworkError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws NetworkError with what cannot be done, and `errno`'s words.
[[noreturn]] void fail_on_network(const char* what);

/// A UDP socket that never blocks.
/// @throws NetworkError
Descriptor udp_socket(int family);

/// Sets an integer option of a socket, where the system lets us.
void set_option(const Descriptor& socket, int level, int option, int value);

/// Whether a system call's error is one of an earlier datagram's, told of late: it says nothing of this call.
bool is_late(int error);

/// A transfer's UDP socket: it keeps what the network says of its datagrams.
class UdpSocket {
  public:
    /// @throws NetworkError, here and below
    explicit UdpSocket(int family);

    const Descriptor& descriptor() const { return socket_; }
    int fd() const { return socket_.get(); }

    /// Sleeps until something comes, `until`, or `stop` is readable; with `to_send`, until there is room to
    /// send as well. Whether `stop` is not readable.
    bool wait(Time until, int stop, bool to_send = false);

    /// Why a datagram could not reach this address, if the network has said so before the last `wait` ended;
    /// no error otherwise. Forgets what it said of others, to whom a word may have gone as well.
    std::error_code unreachable(const Address& address);

  private:
    Descriptor socket_;
    bool complaints_ = false;  ///< of the network wait to be read
};

}  // namespace poap::tftp
