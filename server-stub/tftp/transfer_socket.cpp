#include "tftp/transfer_socket.hpp"

#include <netinet/in.h>
#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "wire/tftp/packet.hpp"

namespace poap::stub {
namespace {

constexpr int send_buffer = 1024 * 1024;
// Linux's UDP_MAX_SEGMENTS was 64 for a long time; a datagram's length has 16 bits, including the IP and UDP
// headers.
constexpr std::size_t most_segments = 64;
constexpr std::size_t most_bytes = 65535 - 20 - 8;

bool has_no_room(int error) {
    return error == EAGAIN || error == EINTR;
}

/// Linux before 4.18 silently ignores the control message and sends one long datagram: check first.
bool knows_segments(int fd) {
    int size = 0;
    socklen_t length = sizeof size;
    return ::getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, &length) == 0;
}

/// Whether unsent data counts as lost on the network: it will be repeated.
bool counts_as_lost(int error) {
    return error == ENOBUFS || tftp::is_late(error);
}

/// Calls twice if necessary: the first error may belong to an earlier datagram.
template <typename Call>
auto tried_twice(const Call& call) {
    const auto result = call();
    return result >= 0 || has_no_room(errno) ? result : call();
}

}  // namespace

TransferSocket::TransferSocket(const Address& own, int stop)
    : socket_(own.family()), stop_(stop), cuts_(knows_segments(socket_.fd())) {
    // Root may exceed the system's limit; otherwise the limit applies.
    tftp::set_option(socket_.descriptor(), SOL_SOCKET, SO_SNDBUF, send_buffer);
    tftp::set_option(socket_.descriptor(), SOL_SOCKET, SO_SNDBUFFORCE, send_buffer);
    const auto raw = own.with_port(0).raw();
    if (::bind(socket_.fd(), raw.get(), raw.size) != 0) tftp::fail_on_network("cannot bind a UDP socket");
}

std::size_t TransferSocket::most_blocks(std::size_t block_size) {
    return std::clamp<std::size_t>(most_bytes / (tftp::kHeader + block_size), 1, most_segments);
}

void TransferSocket::send(const Word& word) {
    const auto raw = word.to.raw();
    const auto sent = tried_twice([&] {
        return ::sendto(socket_.fd(), word.bytes.data(), word.bytes.size(), MSG_NOSIGNAL, raw.get(),
                        raw.size);
    });
    if (sent < 0 && !has_no_room(errno) && !counts_as_lost(errno)) tftp::fail_on_network("cannot send");
}

std::size_t TransferSocket::send(const Address& to, BlockRun run, std::string_view bytes,
                                 std::size_t block_size) {
    headers_.resize(run.count);
    pieces_.resize(2 * run.count);
    for (std::size_t i = 0; i < run.count; ++i) {
        const std::string_view block = bytes.substr(std::min(i * block_size, bytes.size()), block_size);
        headers_[i] = tftp::data_header(static_cast<std::uint16_t>(run.first + i));
        pieces_[2 * i] = {headers_[i].data(), tftp::kHeader};
        pieces_[2 * i + 1] = {const_cast<char*>(block.data()), block.size()};
    }
    if (cuts_ && run.count > 1) {
        if (send_as_one(to, tftp::kHeader + block_size) || errno == ENOBUFS) return run.count;
        if (has_no_room(errno)) return 0;
        cuts_ = false;  // not supported by this kernel or network card, or not for this size
    }
    return send_one_by_one(to);
}

bool TransferSocket::send_as_one(const Address& to, std::size_t segment) {
    auto raw = to.raw();
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(std::uint16_t))] = {};
    msghdr message{};
    message.msg_name = &raw.storage;
    message.msg_namelen = raw.size;
    message.msg_iov = pieces_.data();
    message.msg_iovlen = pieces_.size();
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = IPPROTO_UDP;
    part->cmsg_type = UDP_SEGMENT;
    part->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    const auto size = static_cast<std::uint16_t>(segment);
    std::memcpy(CMSG_DATA(part), &size, sizeof size);
    return tried_twice([&] { return ::sendmsg(socket_.fd(), &message, MSG_NOSIGNAL); }) >= 0;
}

std::size_t TransferSocket::send_one_by_one(const Address& to) {
    auto raw = to.raw();
    std::array<mmsghdr, most_segments> messages{};
    const std::size_t count = headers_.size();
    for (std::size_t i = 0; i < count; ++i) {
        messages[i].msg_hdr.msg_name = &raw.storage;
        messages[i].msg_hdr.msg_namelen = raw.size;
        messages[i].msg_hdr.msg_iov = &pieces_[2 * i];
        messages[i].msg_hdr.msg_iovlen = 2;
    }
    const int sent = tried_twice([&] {
        return ::sendmmsg(socket_.fd(), messages.data(), static_cast<unsigned>(count), MSG_NOSIGNAL);
    });
    if (sent >= 0) return static_cast<std::size_t>(sent);
    if (has_no_room(errno)) return 0;
    if (!counts_as_lost(errno)) tftp::fail_on_network("cannot send");
    return count;
}

std::optional<TransferSocket::Incoming> TransferSocket::receive() {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const ssize_t got = tried_twice([&] {
        return ::recvfrom(socket_.fd(), received_.data(), received_.size(), 0,
                          reinterpret_cast<sockaddr*>(&from), &size);
    });
    if (got < 0) {
        if (!has_no_room(errno) && !tftp::is_late(errno)) tftp::fail_on_network("cannot receive");
        return std::nullopt;
    }
    return Incoming{Address(reinterpret_cast<const sockaddr&>(from)),
                    {received_.data(), static_cast<std::size_t>(got)}};
}

bool TransferSocket::wait(tftp::Time until, bool to_send) {
    return socket_.wait(until, stop_, to_send);
}

std::error_code TransferSocket::unreachable(const Address& address) {
    return socket_.unreachable(address);
}

}  // namespace poap::stub
