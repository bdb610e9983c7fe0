#include "failing_calls.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <system_error>
#include <vector>

#include "support/own_namespaces.hpp"

namespace poap::stub::test {
namespace {

std::atomic<int> counted = 0;
std::atomic<int> error_of_counted = 0;
std::atomic<int> polls = 0;

sock_filter load(std::size_t offset) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

void answer_call(long number, std::uint32_t action, const std::optional<CallArguments>& only_with) {
    const auto unless = [](std::uint32_t value, std::uint8_t skipped) -> sock_filter {
        return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
    };
    const auto argument = [](std::size_t index) { return offsetof(seccomp_data, args) + 8 * index; };
    std::vector<sock_filter> filter{load(offsetof(seccomp_data, nr)),
                                    unless(static_cast<std::uint32_t>(number), only_with ? 5 : 1)};
    if (only_with)
        filter.insert(filter.end(), {load(argument(1)), unless(only_with->second, 3), load(argument(2)),
                                     unless(only_with->third, 1)});
    filter.insert(filter.end(),
                  {BPF_STMT(BPF_RET | BPF_K, action), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)});
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        throw std::system_error(errno, std::generic_category(), "seccomp");
}

greg_t poll_without_waiting(const gregset_t& arguments) {
    auto* const descriptors = reinterpret_cast<pollfd*>(arguments[REG_RDI]);
    const int ready = ::poll(descriptors, static_cast<nfds_t>(arguments[REG_RSI]), 0);
    return ready < 0 ? -errno : ready;
}

void count_and_answer(int, siginfo_t* info, void* context) {
    gregset_t& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const bool is_poll = info->si_syscall == SYS_poll;
    ++(is_poll ? polls : counted);
    registers[REG_RAX] = is_poll ? poll_without_waiting(registers) : -error_of_counted;
}

void count_call(long number, const std::optional<CallArguments>& only_with) {
    struct sigaction action {};
    action.sa_sigaction = count_and_answer;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSYS, &action, nullptr);
    answer_call(number, SECCOMP_RET_TRAP, only_with);
}

}  // namespace

void fail_call(long number, int error, std::optional<CallArguments> only_with) {
    answer_call(number, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error), only_with);
}

void die_at_call(long number) {
    answer_call(number, SECCOMP_RET_KILL_PROCESS, std::nullopt);
}

void fail_and_count_call(long number, int error) {
    error_of_counted = error;
    count_call(number, std::nullopt);
}

int counted_calls() {
    return counted;
}

void hurry_and_count_polls(CallArguments only_with) {
    count_call(SYS_poll, only_with);
}

int counted_polls() {
    return polls;
}

std::string in_a_child(const std::function<std::string()>& act) {
    const auto [result, status] = poap::test::in_child(act);
    return WIFSIGNALED(status) ? "died of signal " + std::to_string(WTERMSIG(status)) : result;
}

}  // namespace poap::stub::test
