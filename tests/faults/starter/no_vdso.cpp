// no-vdso PROGRAM [ARGUMENT...]: runs a program that knows of no vDSO: it asks the kernel for the time by
// system calls. What it starts has one again.
#include <elf.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "answered_calls.hpp"

namespace {

using poap::starter::fail;

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

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: no-vdso PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
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
    execv(argv[1], argv + 1);
    fail(argv[1]);
}
