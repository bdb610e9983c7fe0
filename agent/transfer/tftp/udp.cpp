#include "transfer/tftp/udp.hpp"

// errqueue.h needs timespec, and does not say so.
// clang-format off
#include <time.h>
#include <linux/errqueue.h>
// clang-format on
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "text.hpp"

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
    if (family == AF_INET) {
        set_option(socket, IPPROTO_IP, IP_RECVERR, 1);
    } else {
        set_option(socket, IPPROTO_IPV6, IPV6_RECVERR, 1);
    }
    return socket;
}

void set_option(const Descriptor& socket, int level, int option, int value) {
    setsockopt(socket.get(), level, option, &value, sizeof value);
}

bool is_late(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EMSGSIZE ||
           error == EPROTO || error == ENOPROTOOPT || error == EACCES || error == EHOSTDOWN;
}

std::error_code complaint_about(const Address& address, const Descriptor& socket) {
    while (true) {
        sockaddr_storage to{};
        alignas(cmsghdr) char control[512];
        msghdr message{};
        message.msg_name = &to;
        message.msg_namelen = sizeof to;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (recvmsg(socket.get(), &message, MSG_ERRQUEUE) < 0) return {};
        if (to.ss_family == AF_UNSPEC || Address(reinterpret_cast<const sockaddr&>(to)) != address) continue;
        for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
            const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part));
            if (tells_of_an_error(*part)) return {static_cast<int>(error->ee_errno), std::generic_category()};
        }
    }
}

}  // namespace poap::tftp
