#include "transfer/tftp/socket.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>

namespace poap::tftp {

namespace {

constexpr int kReceiveBuffer = 4 * 1024 * 1024;
constexpr std::size_t kMostAtOnce = 64;
constexpr std::size_t kMemory = 512 * 1024;

int get(const Descriptor& socket, int level, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    if (getsockopt(socket.get(), level, option, &value, &size) != 0)
        fail_on_network("cannot read a socket option");
    return value;
}

}  // namespace

std::size_t path_mtu(const Address& host) {
    const Descriptor socket = udp_socket(host.family());
    const auto raw = host.raw();
    if (connect(socket.get(), raw.get(), raw.size) != 0) fail_on_network("no route to the server");
    const int mtu =
        host.family() == AF_INET ? get(socket, IPPROTO_IP, IP_MTU) : get(socket, IPPROTO_IPV6, IPV6_MTU);
    return static_cast<std::size_t>(mtu);
}

Socket::Socket(int family, std::size_t longest) : socket_(family), longest_(longest) {
    // Root may exceed the system's limit; otherwise the limit applies.
    set_option(socket_.descriptor(), SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set_option(socket_.descriptor(), SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer);
    const std::size_t piece = longest + 1;
    const std::size_t count = std::clamp<std::size_t>(kMemory / piece, 1, kMostAtOnce);
    bytes_.resize(count * piece);
    names_.resize(count);
    pieces_.resize(count);
    headers_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        pieces_[i] = {bytes_.data() + i * piece, piece};
        headers_[i].msg_hdr.msg_name = &names_[i];
        headers_[i].msg_hdr.msg_iov = &pieces_[i];
        headers_[i].msg_hdr.msg_iovlen = 1;
    }
}

std::size_t Socket::room() const {
    // The kernel counts the memory that a datagram occupies: up to twice its length, plus bookkeeping.
    constexpr std::size_t kOverhead = 768;
    return static_cast<std::size_t>(get(socket_.descriptor(), SOL_SOCKET, SO_RCVBUF)) /
           (2 * longest_ + kOverhead);
}

void Socket::send(const Outgoing& datagram) {
    const auto raw = datagram.to.raw();
    const auto try_once = [&] {
        return sendto(socket_.fd(), datagram.bytes.data(), datagram.bytes.size(), MSG_NOSIGNAL, raw.get(),
                      raw.size) >= 0;
    };
    // The error may belong to an earlier datagram. A datagram that cannot be sent counts as lost: it will be
    // repeated.
    if (try_once() || try_once() || is_late(errno) || errno == EAGAIN || errno == ENOBUFS) return;
    fail_on_network("cannot send");
}

std::span<const Socket::Incoming> Socket::receive(std::size_t expected) {
    const auto most = std::min(expected, headers_.size());
    for (std::size_t i = 0; i < most; ++i) headers_[i].msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    const auto try_once = [&] {
        return recvmmsg(socket_.fd(), headers_.data(), static_cast<unsigned>(most), 0, nullptr);
    };
    int count = try_once();
    if (count < 0 && is_late(errno)) count = try_once();  // there may be datagrams after the error
    incoming_.clear();
    if (count < 0 && errno != EAGAIN && errno != EINTR && !is_late(errno)) fail_on_network("cannot receive");
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        incoming_.push_back({Address(reinterpret_cast<const sockaddr&>(names_[at])),
                             {static_cast<const char*>(pieces_[at].iov_base), headers_[at].msg_len}});
    }
    return incoming_;
}

void Socket::wait(Time until, const Interrupt& interrupt) {
    if (!socket_.wait(until, interrupt.fd())) interrupt.check();
}

std::error_code Socket::unreachable(const Address& address) {
    return socket_.unreachable(address);
}

}  // namespace poap::tftp
