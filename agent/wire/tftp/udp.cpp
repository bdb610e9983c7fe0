#include "wire/tftp/udp.hpp"

// errqueue.h needs timespec, and does not say so.
// clang-format off
#include <time.h>
#include <linux/errqueue.h>
// clang-format on
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/text.hpp"

namespace poap::tftp {

namespace {

bool tells_of_an_error(const cmsghdr& part) {
    return (part.cmsg_level == IPPROTO_IP && part.cmsg_type == IP_RECVERR) ||
           (part.cmsg_level == IPPROTO_IPV6 && part.cmsg_type == IPV6_RECVERR);
}

}  // namespace

void fail_on_network(const char* what) {
    throw NetworkError(concat(what, ": ", std::generic_category().message(errno)));
}

Descriptor udp_socket(int family) {
    Descriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) fail_on_network("cannot open a UDP socket");
    return socket;
}

void set_option(const Descriptor& socket, int level, int option, int value) {
    setsockopt(socket.get(), level, option, &value, sizeof value);
}

bool is_late(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EMSGSIZE ||
           error == EPROTO || error == ENOPROTOOPT || error == EACCES || error == EHOSTDOWN;
}

UdpSocket::UdpSocket(int family) : socket_(udp_socket(family)) {
    if (family == AF_INET) {
        set_option(socket_, IPPROTO_IP, IP_RECVERR, 1);
    } else {
        set_option(socket_, IPPROTO_IPV6, IPV6_RECVERR, 1);
    }
}

bool UdpSocket::wait(Time until, int stop, bool to_send) {
    const auto left = std::max(until - std::chrono::steady_clock::now(), Duration::zero());
    const auto whole = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{static_cast<time_t>(whole.count()),
                           static_cast<long>(std::chrono::nanoseconds(left - whole).count())};
    const short wanted = to_send ? POLLIN | POLLOUT : POLLIN;
    pollfd ready[] = {{fd(), wanted, 0}, {stop, POLLIN, 0}};
    if (ppoll(ready, 2, &timeout, nullptr) < 0 && errno != EINTR)
        fail_on_network("cannot wait for the network");
    complaints_ = (ready[0].revents & POLLERR) != 0;
    return ready[1].revents == 0;
}

std::error_code UdpSocket::unreachable(const Address& address) {
    while (complaints_) {
        sockaddr_storage to{};
        alignas(cmsghdr) char control[512];
        msghdr message{};
        message.msg_name = &to;
        message.msg_namelen = sizeof to;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (recvmsg(fd(), &message, MSG_ERRQUEUE) < 0) break;
        if (to.ss_family == AF_UNSPEC || Address(reinterpret_cast<const sockaddr&>(to)) != address) continue;
        for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
            const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part));
            if (tells_of_an_error(*part)) return {static_cast<int>(error->ee_errno), std::generic_category()};
        }
    }
    complaints_ = false;
    return {};
}

}  // namespace poap::tftp
