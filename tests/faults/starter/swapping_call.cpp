// swapping-call CALL NTH OTHER FILE PROGRAM [ARGUMENT...]: runs a program; as its NTH system call of one
// kind, `linkat` or `renameat`, begins, OTHER is renamed to FILE, as another program might do just then.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "answered_calls.hpp"

namespace {

using namespace poap;

std::vector<sock_filter> filter_for(unsigned call) {
    return {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) {
        std::fputs("usage: swapping-call CALL NTH OTHER FILE PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    const unsigned call = std::string_view(argv[1]) == "linkat" ? SYS_linkat : SYS_renameat;
    const auto answer = [&, nth = std::strtoul(argv[2], nullptr, 10),
                         count = 0UL](const seccomp_notif&) mutable {
        if (++count == nth && std::rename(argv[3], argv[4]) != 0) starter::fail("rename");
        return starter::kTheCallItself;
    };
    starter::run_answered(filter_for(call), answer, argv + 5);
}
