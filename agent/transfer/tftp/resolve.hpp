#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/interrupt.hpp"
#include "wire/tftp/address.hpp"

namespace poap::tftp {

/// The addresses of a host, best first (RFC 6724).
/// @param host a name, or an IPv4 or IPv6 address without brackets
/// @param patience after which a name server that says nothing is given up
/// @throws Error (Transfer; may pass) when there are none, (Interrupted)
std::vector<Address> resolve(const std::string& host, std::chrono::seconds patience,
                             const Interrupt& interrupt);

}  // namespace poap::tftp
