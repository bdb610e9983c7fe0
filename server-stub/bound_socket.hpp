#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "listen_address.hpp"

namespace poap::stub {

/// A nonblocking socket bound to an address of this machine.
struct BoundSocket {
    Descriptor fd;
    int family;
    ListenAddress address;  ///< with the actual port
};

/// An IPv6 socket accepts IPv4 too.
/// @param type SOCK_STREAM, which then listens, or SOCK_DGRAM
/// @param doing the action for the error message, such as `listen`
/// @throws ServerError with the cause and, if the port is in use, how to find the program that uses it
BoundSocket bind_socket(const ListenAddress& listen, int type, const std::string& doing);

/// Whether the error means that the socket itself is broken, so that all later calls will fail too.
bool is_of_the_socket(int error);

}  // namespace poap::stub
