// linux34 PROGRAM [ARGUMENT…]: runs a program with no more system calls than Linux 3.4 has on x86_64.
//
// Its last one is process_vm_writev, 311; kcmp, 312, came with 3.5. All later ones, and those of the other
// ABIs that the CPU can run (x32's numbers carry bit 30, i386's another architecture), fail with ENOSYS. What
// the program starts inherits this.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

namespace {

constexpr unsigned kFirstCallAfterLinux34 = 312;

/// False, with errno set, where the kernel takes no such filter.
bool forget_newer_system_calls() {
    std::array<sock_filter, 6> program{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstCallAfterLinux34, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    // prctl, and not the call seccomp: that one has number 317. Without root a filter needs the first line.
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: linux34 PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    if (!forget_newer_system_calls()) {
        std::fprintf(stderr, "linux34: the kernel takes no system call filter: %s\n", std::strerror(errno));
        return 126;
    }
    execvp(argv[1], argv + 1);
    std::fprintf(stderr, "linux34: cannot run %s: %s\n", argv[1], std::strerror(errno));
    return 127;
}
