#pragma once

#include <chrono>

#include "interrupt.hpp"

namespace poap {

/// Whether the kernel's random numbers are fit for keys, now or within `patience`. A switch that has just
/// started may have none yet; OpenSSL takes them as they are.
/// @throws Error (Interrupted)
bool randomness_comes(std::chrono::seconds patience, const Interrupt& interrupt);

/// Whether there is something to read, now or within `patience`.
/// @throws Error (Interrupted)
bool readable_within(int fd, std::chrono::seconds patience, const Interrupt& interrupt);

}  // namespace poap
