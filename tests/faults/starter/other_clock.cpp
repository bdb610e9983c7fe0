// other-clock SECONDS PROGRAM [ARGUMENT...]: runs a program for which the time of day stands still, at that
// many seconds after 1970 began. Clocks that only measure go on. It must not have the vDSO: see no-vdso.
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "answered_calls.hpp"

namespace {

using namespace poap;

/// CLOCK_REALTIME by any call there is.
std::vector<sock_filter> filter_for_the_time_of_day() {
    return {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_time, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOCK_REALTIME, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
}

template <typename T>
void put(const seccomp_notif& asked, __u64 address, T value) {
    if (address == 0) return;
    const iovec here{&value, sizeof value};
    const iovec there{reinterpret_cast<void*>(address), sizeof value};
    process_vm_writev(static_cast<pid_t>(asked.pid), &here, 1, &there, 1, 0);
}

seccomp_notif_resp tell(const seccomp_notif& asked, time_t now) {
    const auto& arguments = asked.data.args;
    switch (asked.data.nr) {
        case SYS_time:
            put(asked, arguments[0], now);
            return starter::returns(now);
        case SYS_gettimeofday:
            put(asked, arguments[0], timeval{now, 0});
            return starter::returns(0);
        default:
            put(asked, arguments[1], timespec{now, 0});
            return starter::returns(0);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: other-clock SECONDS PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    const time_t now = std::strtol(argv[1], nullptr, 10);
    starter::run_answered(
        filter_for_the_time_of_day(), [now](const seccomp_notif& asked) { return tell(asked, now); },
        argv + 2);
}
