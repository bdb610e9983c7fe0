#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/interrupt.hpp"
#include "wire/address.hpp"

namespace poap {

/// The addresses of a host, best first (RFC 6724).
/// @param host a name, or an IPv4 or IPv6 address without brackets
/// @param patience time to wait for the name server
/// @throws Error (Transfer, retryable) if there are none; (Interrupted)
std::vector<Address> resolve(const std::string& host, std::chrono::seconds patience,
                             const Interrupt& interrupt);

}  // namespace poap
