#pragma once

#include <chrono>

#include "base/interrupt.hpp"

namespace poap {

/// Whether the kernel's random numbers are fit for keys, now or within `patience`. A switch that has just
/// started may have none yet. OpenSSL would wait for them without end; without getrandom(2) it is built not
/// to wait at all (toolchain/sysroot/openssl). So they are waited for here, before OpenSSL asks for any.
/// @throws Error (Interrupted)
bool randomness_comes(std::chrono::seconds patience, const Interrupt& interrupt);

/// Likewise for a kernel before 3.17, which has no getrandom(2) and does not tell whether /dev/urandom is
/// seeded. /dev/random does not tell either: it is readable while the kernel has entropy left over, and on an
/// idle switch each process that starts uses up what comes in. So it is only waited for during the first
/// three minutes after the boot. By then interrupts alone have brought a bit a second, more than the 128 bits
/// that later kernels ask for.
/// @param device /dev/random, open for reading; or -1
/// @param uptime time since the boot
/// @throws Error (Interrupted)
bool old_kernel_is_seeded(int device, std::chrono::seconds uptime, std::chrono::seconds patience,
                          const Interrupt& interrupt);

/// Whether there is something to read, now or within `patience`.
/// @throws Error (Interrupted)
bool readable_within(int fd, std::chrono::seconds patience, const Interrupt& interrupt);

}  // namespace poap
