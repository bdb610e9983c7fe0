#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "listen_address.hpp"

namespace poap::stub {

/// A socket bound to an address of this machine, which blocks no call.
struct BoundSocket {
    Descriptor fd;
    int family;
    ListenAddress address;  ///< with the port that is really used
};

/// An IPv6 socket takes IPv4 as well.
/// @param type SOCK_STREAM, which then listens, or SOCK_DGRAM
/// @param doing what cannot be done where it fails, such as `listen`
/// Throws ServerError with the cause and, where the port is taken, how to find out who has it.
BoundSocket bind_socket(const ListenAddress& listen, int type, const std::string& doing);

/// Whether a call failed with that error because the socket itself no longer works, for whatever call comes
/// next.
bool is_of_the_socket(int error);

}  // namespace poap::stub
