#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/descriptor.hpp"
#include "base/interrupt.hpp"

namespace poap {

/// Connects to the first address of a host that accepts the connection. The socket blocks.
/// @param host a name, or an IPv4 or IPv6 address without brackets
/// @param patience time for the name server, and for each address
/// @throws FaultError if no address accepts it; Error (Transfer, retryable) if the host has no address;
/// (Interrupted)
Descriptor connect_tcp(const std::string& host, std::uint16_t port, std::chrono::seconds patience,
                       const Interrupt& interrupt);

}  // namespace poap
