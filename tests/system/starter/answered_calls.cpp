#include "answered_calls.hpp"

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

#include "base/text.hpp"

namespace poap::starter {

namespace {

/// From here on the kernel asks whoever reads the descriptor returned.
int ask_about(std::vector<sock_filter> filter) {
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("prctl");
    return static_cast<int>(
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
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

bool is_of(pid_t program, const seccomp_notif& asked) {
    return access(concat("/proc/", program, "/task/", asked.pid).c_str(), F_OK) == 0;
}

[[noreturn]] void answer_for(int listener, pid_t program, const Answer& answer) {
    pollfd news{listener, POLLIN, 0};
    while (poll(&news, 1, -1) > 0 && (news.revents & POLLIN) != 0) {
        seccomp_notif asked{};
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) continue;  // who asked is gone
        seccomp_notif_resp said = is_of(program, asked) ? answer(asked) : kTheCallItself;
        said.id = asked.id;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &said);
    }
    std::exit(0);
}

/// Leaves a process behind that answers; no child of the program, which would not know of it.
void start_answering(const std::array<int, 2>& sockets, const Answer& answer) {
    const pid_t program = getpid();
    const pid_t between = fork();
    if (between < 0) fail("fork");
    if (between > 0) {
        waitpid(between, nullptr, 0);
        return;
    }
    if (fork() != 0) std::exit(0);
    close(sockets[0]);
    answer_for(receive_descriptor(sockets[1]), program, answer);
}

}  // namespace

void fail(const char* what) {
    std::fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, std::strerror(errno));
    std::exit(126);
}

void run_answered(std::vector<sock_filter> filter, const Answer& answer, char** line) {
    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) fail("socketpair");
    start_answering(sockets, answer);
    close(sockets[1]);
    const int listener = ask_about(std::move(filter));
    if (listener < 0) fail("seccomp");
    send_descriptor(sockets[0], listener);
    close(listener);
    execv(line[0], line);
    fail(line[0]);
}

}  // namespace poap::starter
