#pragma once

#include <stdexcept>
#include <system_error>

#include "descriptor.hpp"
#include "transfer/tftp/address.hpp"

namespace poap::tftp {

/// The network refuses: `what()` is for a person.
class NetworkError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws NetworkError with what cannot be done, and `errno`'s words.
[[noreturn]] void fail_on_network(const char* what);

/// A UDP socket that never blocks, and keeps what the network says of its datagrams for `complaint_about`.
/// @throws NetworkError
Descriptor udp_socket(int family);

/// Sets an integer option of a socket, where the system lets us.
void set_option(const Descriptor& socket, int level, int option, int value);

/// Whether a system call's error is one of an earlier datagram's, told of late: `complaint_about` has it.
bool is_late(int error);

/// Why a datagram could not reach this address, if the network has said so; no error otherwise. Forgets what
/// it said of others, to whom a word may have gone as well.
std::error_code complaint_about(const Address& address, const Descriptor& socket);

}  // namespace poap::tftp
