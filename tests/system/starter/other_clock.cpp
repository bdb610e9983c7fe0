// other-clock SECONDS PROGRAM [ARGUMENT...]: runs a program for which the time of day stands still, at that
// many seconds after 1970 began. Clocks that only measure continue. The program knows of no vDSO: it asks the
// kernel for the time by system calls. What it starts has one again.
#include <elf.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "answered_calls.hpp"

namespace {

using namespace poap;
using starter::fail;

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

/// A word of the program's memory, and the address of the next.
struct Word {
    pid_t program;
    unsigned long address;

    long value() const { return ptrace(PTRACE_PEEKDATA, program, address, nullptr); }
    void set(long value) const { ptrace(PTRACE_POKEDATA, program, address, value); }
    void step(unsigned words = 1) { address += words * sizeof(long); }
    void step_over_list() {
        while (value() != 0) step();
        step();
    }
};

/// On a new program's stack there are the count of its arguments, these, its environment, and pairs of
/// numbers that the kernel tells it.
void hide_vdso(pid_t program) {
    user_regs_struct registers{};
    if (ptrace(PTRACE_GETREGS, program, nullptr, &registers) != 0) fail("ptrace");
    Word word{program, registers.rsp};
    word.step();
    word.step_over_list();
    word.step_over_list();
    for (long kind = AT_NULL; (kind = word.value()) != AT_NULL; word.step(2)) {
        if (kind == AT_SYSINFO_EHDR) word.set(AT_IGNORE);
    }
}

/// Waits for the program to be there, and lets it run.
void hide_vdso_at_exec(pid_t program, int ready) {
    if (ptrace(PTRACE_SEIZE, program, nullptr, PTRACE_O_TRACEEXEC) != 0) fail("ptrace");
    close(ready);
    int status = 0;
    while (waitpid(program, &status, __WALL) == program && WIFSTOPPED(status)) {
        if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) {
            hide_vdso(program);
            ptrace(PTRACE_DETACH, program, nullptr, nullptr);
            return;
        }
        ptrace(PTRACE_CONT, program, nullptr, WSTOPSIG(status));
    }
}

/// Leaves a process behind that hides the vDSO from the program that this one becomes.
void start_hiding_vdso() {
    const pid_t program = getpid();
    std::array<int, 2> ready{};
    if (pipe(ready.data()) != 0) fail("pipe");
    const pid_t between = fork();
    if (between < 0) fail("fork");
    if (between == 0) {
        close(ready[0]);
        if (fork() == 0) hide_vdso_at_exec(program, ready[1]);
        std::exit(0);
    }
    close(ready[1]);
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    waitpid(between, nullptr, 0);
    char none = 0;
    while (read(ready[0], &none, 1) > 0) continue;  // until the one that hides it is at work
    close(ready[0]);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: other-clock SECONDS PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    start_hiding_vdso();
    const time_t now = std::strtol(argv[1], nullptr, 10);
    starter::run_answered(
        filter_for_the_time_of_day(), [now](const seccomp_notif& asked) { return tell(asked, now); },
        argv + 2);
}
