// failing-call CALL[@SUFFIX] NTH ERRNO PROGRAM [ARGUMENT...]: runs a program whose NTH system call of one
// kind fails; 0: each of them. With a suffix only those count whose first argument is the descriptor of a
// file with such a path. What the program itself starts is left alone.
//
// The kernel asks a process of its own about each such call (seccomp's user notification), which ends with
// the program.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "text.hpp"

namespace {

using poap::concat;

/// One that a call may have as well: C libraries differ in which they use.
using Calls = std::pair<int, int>;

struct Plan {
    Calls calls;
    std::string suffix;
    unsigned long nth;
    int error;
};

Calls calls_of(const std::string& name) {
    static const std::map<std::string, Calls> kCalls = {
        {"clone", {SYS_clone, SYS_clone3}},
        {"flock", {SYS_flock, SYS_flock}},
        {"fstatfs", {SYS_fstatfs, SYS_fstatfs}},
        {"fsync", {SYS_fsync, SYS_fsync}},
        {"ftruncate", {SYS_ftruncate, SYS_ftruncate}},
        {"pipe2", {SYS_pipe2, SYS_pipe2}},
        {"pread", {SYS_pread64, SYS_pread64}},
        {"renameat", {SYS_renameat, SYS_renameat2}},
        {"socket", {SYS_socket, SYS_socket}},
        {"sync_file_range", {SYS_sync_file_range, SYS_sync_file_range}},
        {"write", {SYS_write, SYS_write}},
    };
    return kCalls.at(name);
}

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "failing-call: %s: %s\n", what, std::strerror(errno));
    std::exit(126);
}

/// From here on the kernel asks whoever reads the descriptor returned.
int ask_about(const Calls& calls) {
    std::array<sock_filter, 5> program{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(calls.first), 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(calls.second), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("prctl");
    return static_cast<int>(
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

/// A message with room for one descriptor.
struct Letter {
    char byte = 0;
    iovec piece{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr head{};

    Letter() {
        head.msg_iov = &piece;
        head.msg_iovlen = 1;
        head.msg_control = control.data();
        head.msg_controllen = control.size();
    }
};

void send_descriptor(int socket, int fd) {
    Letter letter;
    cmsghdr* part = CMSG_FIRSTHDR(&letter.head);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(part), &fd, sizeof fd);
    if (sendmsg(socket, &letter.head, 0) < 0) fail("sendmsg");
}

int receive_descriptor(int socket) {
    Letter letter;
    if (recvmsg(socket, &letter.head, 0) <= 0 || CMSG_FIRSTHDR(&letter.head) == nullptr) std::exit(126);
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&letter.head)), sizeof fd);
    return fd;
}

bool counts(const seccomp_notif& asked, pid_t program, const Plan& plan) {
    if (access(concat("/proc/", program, "/task/", asked.pid).c_str(), F_OK) != 0) return false;
    if (plan.suffix.empty()) return true;
    std::array<char, 4096> path{};
    const std::string link = concat("/proc/", program, "/fd/", asked.data.args[0]);
    const ssize_t size = readlink(link.c_str(), path.data(), path.size());
    return size > 0 && std::string(path.data(), static_cast<std::size_t>(size)).ends_with(plan.suffix);
}

[[noreturn]] void answer_for(int listener, pid_t program, const Plan& plan) {
    unsigned long count = 0;
    pollfd news{listener, POLLIN, 0};
    while (poll(&news, 1, -1) > 0 && (news.revents & POLLIN) != 0) {
        seccomp_notif asked{};
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) continue;  // who asked is gone
        seccomp_notif_resp answer{};
        answer.id = asked.id;
        answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        if (counts(asked, program, plan) && (++count == plan.nth || plan.nth == 0)) {
            answer.flags = 0;
            answer.error = -plan.error;
        }
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
    std::exit(0);
}

/// Leaves a process behind that answers; no child of the program, which would not know of it.
void start_answering(const std::array<int, 2>& sockets, const Plan& plan) {
    const pid_t program = getpid();
    const pid_t between = fork();
    if (between < 0) fail("fork");
    if (between > 0) {
        waitpid(between, nullptr, 0);
        return;
    }
    if (fork() != 0) std::exit(0);
    close(sockets[0]);
    answer_for(receive_descriptor(sockets[1]), program, plan);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fputs("usage: failing-call CALL[@SUFFIX] NTH ERRNO PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    const std::string what = argv[1];
    const auto at = what.find('@');
    const Plan plan{calls_of(what.substr(0, at)), at == std::string::npos ? "" : what.substr(at + 1),
                    std::strtoul(argv[2], nullptr, 10), std::atoi(argv[3])};
    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) fail("socketpair");
    start_answering(sockets, plan);
    close(sockets[1]);
    const int listener = ask_about(plan.calls);
    if (listener < 0) fail("seccomp");
    send_descriptor(sockets[0], listener);
    close(listener);
    execv(argv[4], argv + 4);
    fail(argv[4]);
}
