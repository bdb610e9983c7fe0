#include "bound_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "base/text.hpp"
#include "server_error.hpp"
#include "wire/address.hpp"
#include "wire/tftp/udp.hpp"

namespace poap::stub {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList resolved(const ListenAddress& listen, int type, const std::string& doing) {
    addrinfo hints{};
    hints.ai_socktype = type;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(listen.host.c_str(), std::to_string(listen.port).c_str(), &hints, &found);
    if (error != 0)
        throw ServerError(concat("cannot ", doing, " on ", listen.text(), ": ", gai_strerror(error)));
    return {found, &::freeaddrinfo};
}

/// Advice for an error of bind().
std::string advice(int error, std::uint16_t port, int type) {
    if (error == EADDRINUSE)
        return concat(". Another program uses the port: ss -", type == SOCK_STREAM ? "t" : "u",
                      "anp 'sport = :", port, "' prints it");
    if (error == EADDRNOTAVAIL) return ". It is not an address of this machine";
    if (error == EACCES) return ". Ports below 1024 require root";
    return "";
}

void prepare(const Descriptor& fd, int type, int family) {
    if (family == AF_INET6) tftp::set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (type != SOCK_STREAM) return;
    // Not SO_REUSEPORT: a second server on the same port would silently get half of the switches.
    tftp::set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    // Applies to the connections too: header and body are two writes, and Nagle's algorithm would delay the
    // second by 40 ms.
    tftp::set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

/// Returns false with the cause in errno.
bool take_address(const Descriptor& fd, const addrinfo& at) {
    return ::bind(fd.get(), at.ai_addr, at.ai_addrlen) == 0 &&
           (at.ai_socktype != SOCK_STREAM || ::listen(fd.get(), SOMAXCONN) == 0);
}

std::uint16_t port_of(const Descriptor& fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return Address(reinterpret_cast<const sockaddr&>(address)).port();
}

}  // namespace

BoundSocket bind_socket(const ListenAddress& listen, int type, const std::string& doing) {
    const AddressList found = resolved(listen, type, doing);
    int error = 0;
    for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
        Descriptor fd(::socket(at->ai_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (fd) prepare(fd, type, at->ai_family);
        if (fd && take_address(fd, *at)) {
            const std::uint16_t port = port_of(fd);
            return {std::move(fd), at->ai_family, {listen.host, port}};
        }
        error = errno;
    }
    throw ServerError(concat("cannot ", doing, " on ", listen.text(), ": ",
                             std::generic_category().message(error), advice(error, listen.port, type)));
}

bool is_of_the_socket(int error) {
    return error == EBADF || error == EINVAL || error == ENOTSOCK;
}

}  // namespace poap::stub
