// failing-call CALL[@SUFFIX] NTH ERRNO PROGRAM [ARGUMENT...]: runs a program whose NTH system call of one
// kind fails; 0: each of them. With a suffix only those count whose first argument is the descriptor of a
// file with such a path. What the program itself starts is left alone. In place of ERRNO `OTHER=FILE`: as the
// call begins, OTHER is renamed to FILE, as another program might do just then.
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "answered_calls.hpp"
#include "base/text.hpp"

namespace {

using namespace poap;

/// One that a call may have as well: C libraries differ in which they use.
using Calls = std::pair<int, int>;

struct Plan {
    Calls calls;
    std::string suffix;
    unsigned long nth;
    std::string effect;
};

Calls calls_of(const std::string& name) {
    static const std::map<std::string, Calls> kCalls = {
        {"clone", {SYS_clone, SYS_clone3}},
        {"fchmod", {SYS_fchmod, SYS_fchmod}},
        {"flock", {SYS_flock, SYS_flock}},
        {"fstatfs", {SYS_fstatfs, SYS_fstatfs}},
        {"fsync", {SYS_fsync, SYS_fsync}},
        {"ftruncate", {SYS_ftruncate, SYS_ftruncate}},
        {"linkat", {SYS_linkat, SYS_linkat}},
        {"pipe2", {SYS_pipe2, SYS_pipe2}},
        {"pread", {SYS_pread64, SYS_pread64}},
        {"renameat", {SYS_renameat, SYS_renameat2}},
        {"socket", {SYS_socket, SYS_socket}},
        {"sync_file_range", {SYS_sync_file_range, SYS_sync_file_range}},
        {"write", {SYS_write, SYS_write}},
    };
    return kCalls.at(name);
}

std::vector<sock_filter> filter_for(const Calls& calls) {
    return {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(calls.first), 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(calls.second), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
}

bool counts(const seccomp_notif& asked, const Plan& plan) {
    if (plan.suffix.empty()) return true;
    std::array<char, 4096> path{};
    const std::string link = concat("/proc/", asked.pid, "/fd/", asked.data.args[0]);
    const ssize_t size = readlink(link.c_str(), path.data(), path.size());
    return size > 0 && std::string(path.data(), static_cast<std::size_t>(size)).ends_with(plan.suffix);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fputs("usage: failing-call CALL[@SUFFIX] NTH EFFECT PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    const std::string what = argv[1];
    const auto at = what.find('@');
    const Plan plan{calls_of(what.substr(0, at)), at == std::string::npos ? "" : what.substr(at + 1),
                    std::strtoul(argv[2], nullptr, 10), argv[3]};
    const auto answer = [plan, count = 0UL](const seccomp_notif& asked) mutable {
        if (!counts(asked, plan) || (++count != plan.nth && plan.nth != 0)) return starter::kTheCallItself;
        const auto sign = plan.effect.find('=');
        if (sign == std::string::npos) return starter::fails_with(std::stoi(plan.effect));
        const std::string file = plan.effect.substr(sign + 1);
        if (std::rename(plan.effect.substr(0, sign).c_str(), file.c_str()) != 0) starter::fail("rename");
        return starter::kTheCallItself;
    };
    starter::run_answered(filter_for(plan.calls), answer, argv + 4);
}
