#include "tftp/request_socket.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "wire/tftp/udp.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t longest_request = 2048;  // RFC 2347 limits it to 512
constexpr int pause_ms = 100;

Address address_of(const in_addr& host, in_port_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr = host;
    address.sin_port = port;
    return Address(reinterpret_cast<const sockaddr&>(address));
}

/// Turns an IPv4 address received through an IPv6 socket into a plain IPv4 address.
Address address_of(const sockaddr_in6& address) {
    if (!IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) return Address(reinterpret_cast<const sockaddr&>(address));
    in_addr host{};
    std::memcpy(&host, &address.sin6_addr.s6_addr[12], sizeof host);
    return address_of(host, address.sin6_port);
}

Address address_of(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET6) return address_of(reinterpret_cast<const sockaddr_in6&>(address));
    return Address(reinterpret_cast<const sockaddr&>(address));
}

Address address_of(const in6_pktinfo& info) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = info.ipi6_addr;
    if (IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) address.sin6_scope_id = info.ipi6_ifindex;
    return address_of(address);
}

/// The destination address of a datagram.
std::optional<Address> own_address(msghdr& message) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO)
            return address_of(reinterpret_cast<const in_pktinfo*>(CMSG_DATA(part))->ipi_spec_dst, 0);
        if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO)
            return address_of(*reinterpret_cast<const in6_pktinfo*>(CMSG_DATA(part)));
    }
    return std::nullopt;
}

std::optional<TftpRequest> received(int socket) {
    std::array<char, longest_request> bytes{};
    sockaddr_storage from{};
    alignas(cmsghdr) char control[256];
    iovec piece{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(socket, &message, 0);
    if (got < 0) return std::nullopt;
    const auto own = own_address(message);
    if (!own) return std::nullopt;
    return TftpRequest{address_of(from), *own, std::string(bytes.data(), static_cast<std::size_t>(got))};
}

}  // namespace

RequestSocket::RequestSocket(const ListenAddress& listen)
    : socket_(bind_socket(listen, SOCK_DGRAM, "serve TFTP")) {
    tftp::set_option(socket_.fd, IPPROTO_IP, IP_PKTINFO, 1);
    if (socket_.family == AF_INET6) tftp::set_option(socket_.fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
}

std::optional<TftpRequest> RequestSocket::receive(int stop) const {
    bool no_room = false;
    while (true) {
        // A datagram that cannot be received keeps the socket readable, so poll() would return at once.
        pollfd ready[] = {{stop, POLLIN, 0}, {socket_.fd.get(), POLLIN, 0}};
        if (::poll(ready, no_room ? 1 : 2, no_room ? pause_ms : -1) < 0 && errno != EINTR)
            tftp::fail_on_network("cannot wait for requests");
        if (ready[0].revents != 0) return std::nullopt;
        errno = 0;
        if (auto request = received(socket_.fd.get())) return request;
        if (is_of_the_socket(errno)) tftp::fail_on_network("cannot receive requests");
        no_room = errno == ENOMEM || errno == ENOBUFS;
    }
}

}  // namespace poap::stub
