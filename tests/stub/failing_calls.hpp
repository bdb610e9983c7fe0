#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

// System calls that fail as on another kernel, or on a machine in need (seccomp). What is done to a process
// cannot be undone, so tests do it in a child.

namespace poap::stub::test {

/// The second and the third argument of a call.
struct CallArguments {
    std::uint32_t second;
    std::uint32_t third;
};

/// Has a system call fail in this thread and in all that it starts, also after exec.
void fail_call(long number, int error, std::optional<CallArguments> only_with = std::nullopt);

/// Ends the process where it makes this call.
void die_at_call(long number);

/// As fail_call(), and counts the calls, until exec; for one kind of call in a process.
void fail_and_count_call(long number, int error);
int counted_calls();

/// Has poll() with these arguments, a number of descriptors and a time in ms, return without a wait, and
/// counts that.
void hurry_and_count_polls(CallArguments only_with);
int counted_polls();

/// What `act` returns, run in a child process; how the child died where it did.
std::string in_a_child(const std::function<std::string()>& act);

}  // namespace poap::stub::test
