#include "transfer/tftp/socket.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

#include "text.hpp"

namespace poap::tftp {

namespace {

constexpr int kReceiveBuffer = 4 * 1024 * 1024;
constexpr std::size_t kMostAtOnce = 64;
constexpr std::size_t kMemory = 512 * 1024;

[[noreturn]] void fail(const char* what) {
    throw NetworkError(concat(what, ": ", std::generic_category().message(errno)));
}

Descriptor udp_socket(int family) {
    Descriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) fail("cannot open a UDP socket");
    return socket;
}

void set(const Descriptor& socket, int level, int option, int value) {
    setsockopt(socket.get(), level, option, &value, sizeof value);
}

int get(const Descriptor& socket, int level, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    if (getsockopt(socket.get(), level, option, &value, &size) != 0) fail("cannot ask a socket");
    return value;
}

/// Whether an error is one of an earlier datagram's, told of late: `unreachable` has it.
bool is_late(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EMSGSIZE ||
           error == EPROTO || error == ENOPROTOOPT || error == EACCES || error == EHOSTDOWN;
}

}  // namespace

std::size_t path_mtu(const Address& host) {
    const Descriptor socket = udp_socket(host.family());
    const auto raw = host.raw();
    if (connect(socket.get(), raw.get(), raw.size) != 0) fail("no way to the server");
    const int mtu =
        host.family() == AF_INET ? get(socket, IPPROTO_IP, IP_MTU) : get(socket, IPPROTO_IPV6, IPV6_MTU);
    return static_cast<std::size_t>(mtu);
}

Socket::Socket(int family, std::size_t longest) : socket_(udp_socket(family)), longest_(longest) {
    // As root past the system's limit, else as much as that grants.
    set(socket_, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set(socket_, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer);
    if (family == AF_INET) {
        set(socket_, IPPROTO_IP, IP_RECVERR, 1);
    } else {
        set(socket_, IPPROTO_IPV6, IPV6_RECVERR, 1);
    }
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
    // The kernel counts what a datagram takes up in its memory: up to twice its length, and its own notes.
    constexpr std::size_t kNotes = 768;
    return static_cast<std::size_t>(get(socket_, SOL_SOCKET, SO_RCVBUF)) / (2 * longest_ + kNotes);
}

void Socket::send(const Outgoing& datagram) {
    const auto raw = datagram.to.raw();
    const auto try_once = [&] {
        return sendto(socket_.get(), datagram.bytes.data(), datagram.bytes.size(), MSG_NOSIGNAL, raw.get(),
                      raw.size) >= 0;
    };
    // An error may be an earlier datagram's. What cannot be sent counts as lost: it will be sent again.
    if (try_once() || try_once() || is_late(errno) || errno == EAGAIN || errno == ENOBUFS) return;
    fail("cannot send");
}

std::span<const Socket::Incoming> Socket::receive() {
    for (auto& header : headers_) header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    const int count =
        recvmmsg(socket_.get(), headers_.data(), static_cast<unsigned>(headers_.size()), 0, nullptr);
    incoming_.clear();
    if (count < 0 && errno != EAGAIN && errno != EINTR && !is_late(errno)) fail("cannot receive");
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        incoming_.push_back({Address(reinterpret_cast<const sockaddr&>(names_[at])),
                             {static_cast<const char*>(pieces_[at].iov_base), headers_[at].msg_len}});
    }
    return incoming_;
}

void Socket::wait(Time until, const Interrupt& interrupt) {
    const auto left = std::max(until - std::chrono::steady_clock::now(), Duration::zero());
    const auto whole = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{static_cast<time_t>(whole.count()),
                           static_cast<long>(std::chrono::nanoseconds(left - whole).count())};
    pollfd ready[] = {{socket_.get(), POLLIN, 0}, {interrupt.fd(), POLLIN, 0}};
    if (ppoll(ready, 2, &timeout, nullptr) < 0 && errno != EINTR) fail("cannot wait for the network");
    if (ready[1].revents != 0) interrupt.check();
    complaints_ = (ready[0].revents & POLLERR) != 0;
}

std::error_code Socket::unreachable(const Address& address) {
    while (complaints_) {
        sockaddr_storage to{};
        alignas(cmsghdr) char control[512];
        msghdr message{};
        message.msg_name = &to;
        message.msg_namelen = sizeof to;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (recvmsg(socket_.get(), &message, MSG_ERRQUEUE) < 0) break;
        if (to.ss_family == AF_UNSPEC || Address(reinterpret_cast<const sockaddr&>(to)) != address) continue;
        for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
            const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part));
            const bool tells = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                               (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
            if (tells) return {static_cast<int>(error->ee_errno), std::generic_category()};
        }
    }
    return {};
}

}  // namespace poap::tftp
