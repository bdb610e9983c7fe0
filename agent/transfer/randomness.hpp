#pragma once

#include <chrono>

#include "base/interrupt.hpp"

namespace poap {

/// Whether the kernel's random number generator is ready for making keys, now or within `patience`. It may
/// not be ready on a switch that has just booted. OpenSSL would wait for it without a limit, or, on kernels
/// without getrandom(2), not at all (see toolchain/sysroot/openssl). So this is asked before OpenSSL needs
/// random numbers.
/// @throws Error (Interrupted)
bool randomness_comes(std::chrono::seconds patience, const Interrupt& interrupt);

/// The same for kernels before 3.17, which have no getrandom(2) and do not report whether /dev/urandom is
/// seeded. /dev/random does not report it either: it is readable only while the kernel has entropy left, and
/// on an idle switch each new process uses up what was collected. So it is waited for only during the first
/// three minutes after boot. By then, interrupts have contributed a bit per second, more than the 128 bits
/// that later kernels require.
/// @param device /dev/random, open for reading; or -1
/// @param uptime time since boot
/// @throws Error (Interrupted)
bool old_kernel_is_seeded(int device, std::chrono::seconds uptime, std::chrono::seconds patience,
                          const Interrupt& interrupt);

/// Whether `fd` becomes readable within `patience`.
/// @throws Error (Interrupted)
bool readable_within(int fd, std::chrono::seconds patience, const Interrupt& interrupt);

}  // namespace poap
