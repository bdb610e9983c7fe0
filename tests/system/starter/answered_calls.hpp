#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <functional>
#include <vector>

namespace poap::starter {

/// Ends this program with what failed, as a shell does where a program cannot be run.
[[noreturn]] void fail(const char* what);

/// What comes of a system call, in place of the call or as the call itself.
using Answer = std::function<seccomp_notif_resp(const seccomp_notif& asked)>;

constexpr seccomp_notif_resp returns(long value) {
    return {0, value, 0, 0};
}
constexpr seccomp_notif_resp fails_with(int error) {
    return {0, 0, -error, 0};
}
inline constexpr seccomp_notif_resp kTheCallItself{0, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE};

/// Becomes a program some of whose system calls are answered by a process of its own (seccomp's user
/// notification), which ends with the program. What the program itself starts is left alone.
/// @param filter returns SECCOMP_RET_USER_NOTIF for the calls meant
/// @param line the program's path and its arguments, and a null pointer
[[noreturn]] void run_answered(std::vector<sock_filter> filter, const Answer& answer, char** line);

}  // namespace poap::starter
