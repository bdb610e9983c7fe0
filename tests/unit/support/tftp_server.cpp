#include "support/tftp_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "support/tftp_packets.hpp"

namespace poap::test {

namespace {

enum Opcode : std::uint16_t { kRead = 1, kData = 3, kAck = 4, kError = 5, kOptions = 6 };

std::string big_endian(std::uint16_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

bool is_ipv6(const std::string& address) {
    return address.find(':') != std::string::npos;
}

Descriptor udp_socket(const std::string& host) {
    Descriptor socket(::socket(is_ipv6(host) ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr);
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr);
    const int result = is_ipv6(host) ? bind(socket.get(), reinterpret_cast<sockaddr*>(&ipv6), sizeof ipv6)
                                     : bind(socket.get(), reinterpret_cast<sockaddr*>(&ipv4), sizeof ipv4);
    if (result != 0) throw std::system_error(errno, std::generic_category(), "test server");
    return socket;
}

int port_of(const Descriptor& socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                               : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

/// The next of the strings that each end in a zero byte, taken off `text`.
std::string next_string(std::string_view& text) {
    const std::string string(text.substr(0, text.find('\0')));
    text.remove_prefix(std::min(text.size(), string.size() + 1));
    return string;
}

}  // namespace

TftpTransfer::TftpTransfer(std::string_view request, Descriptor socket, const StopSignal& stop)
    : socket_(std::move(socket)), stop_(stop) {
    request.remove_prefix(2);
    file_ = next_string(request);
    next_string(request);  // the mode
    while (!request.empty()) {
        const std::string option = next_string(request);
        options_[option] = next_string(request);
    }
}

bool TftpTransfer::wait_for_ack() {
    const std::string ack = big_endian(kAck) + big_endian(block_);
    std::array<char, 2048> word{};
    while (stop_.wait_for(socket_.get())) {
        const ssize_t got = recv(socket_.get(), word.data(), word.size(), 0);
        if (got <= 0 || word[1] == kError) return false;
        if (ack == std::string_view(word.data(), static_cast<std::size_t>(got))) return true;
    }
    return false;
}

bool TftpTransfer::wait_for_error() {
    std::array<char, 2048> word{};
    while (stop_.wait_for(socket_.get())) {
        if (recv(socket_.get(), word.data(), word.size(), 0) <= 0) return false;
        if (word[1] == kError) return true;
    }
    return false;
}

bool TftpTransfer::grant(const std::vector<std::pair<std::string, std::string>>& options) {
    const std::string packet = option_ack_packet(options);
    send(socket_.get(), packet.data(), packet.size(), 0);
    return wait_for_ack();
}

bool TftpTransfer::accept(std::optional<std::uint64_t> size) {
    std::string packet = big_endian(kOptions);
    const auto add = [&](const std::string& option, const std::string& value) {
        packet += option + '\0' + value + '\0';
    };
    if (const auto asked = options_.find("blksize"); asked != options_.end()) {
        block_size_ = std::stoul(asked->second);
        add("blksize", asked->second);
    }
    if (size) add("tsize", std::to_string(*size));
    send(socket_.get(), packet.data(), packet.size(), 0);
    return wait_for_ack();
}

bool TftpTransfer::send_block(std::string_view bytes) {
    const std::string packet = big_endian(kData) + big_endian(++block_) + std::string(bytes);
    send(socket_.get(), packet.data(), packet.size(), 0);
    return wait_for_ack();
}

bool TftpTransfer::lose_block() {
    return wait_for_ack();
}

void TftpTransfer::send_file(std::string_view bytes) {
    for (bool last = false; !last; bytes.remove_prefix(std::min(bytes.size(), block_size_))) {
        last = bytes.size() < block_size_;
        if (!send_block(bytes.substr(0, block_size_))) return;
    }
}

void TftpTransfer::send_error(std::uint16_t code, std::string_view message) {
    const std::string packet = big_endian(kError) + big_endian(code) + std::string(message) + '\0';
    send(socket_.get(), packet.data(), packet.size(), 0);
}

TftpServer::TftpServer(Serve serve, std::string address)
    : serve_(std::move(serve)),
      address_(std::move(address)),
      socket_(udp_socket(address_)),
      port_(port_of(socket_)),
      thread_([this] { run(); }) {}

TftpServer::~TftpServer() {
    stop_.send();
    thread_.join();
}

std::string TftpServer::url(const std::string& file) const {
    const std::string host = is_ipv6(address_) ? "[" + address_ + "]" : address_;
    return "tftp://" + host + ":" + std::to_string(port_) + "/" + file;
}

void TftpServer::run() const {
    while (stop_.wait_for(socket_.get())) {
        std::array<char, 2048> request{};
        sockaddr_storage client{};
        socklen_t size = sizeof client;
        auto* generic = reinterpret_cast<sockaddr*>(&client);
        const ssize_t got = recvfrom(socket_.get(), request.data(), request.size(), 0, generic, &size);
        if (got < 4 || request[1] != kRead) continue;
        Descriptor own = udp_socket(address_);
        if (connect(own.get(), generic, size) != 0)
            throw std::system_error(errno, std::generic_category(), "test server");
        TftpTransfer transfer({request.data(), static_cast<std::size_t>(got)}, std::move(own), stop_);
        serve_(transfer);
    }
}

}  // namespace poap::test
