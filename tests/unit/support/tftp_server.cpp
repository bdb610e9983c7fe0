#include "support/tftp_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "support/tftp_packets.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::test {

namespace {

Descriptor udp_socket_on(const std::string& host) {
    const auto any_port = udp_address(host.c_str(), 0).raw();
    Descriptor socket(::socket(any_port.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (bind(socket.get(), any_port.get(), any_port.size) != 0)
        throw std::system_error(errno, std::generic_category(), "test server");
    return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return tftp::Address(reinterpret_cast<const sockaddr&>(address)).port();
}

bool is_error(std::string_view packet) {
    const auto parsed = tftp::parse_client_packet(packet);
    return parsed && std::holds_alternative<tftp::ErrorReport>(*parsed);
}

}  // namespace

TftpTransfer::TftpTransfer(const tftp::ReadRequest& request, Descriptor socket, const StopSignal& stop)
    : socket_(std::move(socket)),
      stop_(stop),
      file_(request.file),
      options_(request.options.begin(), request.options.end()) {}

void TftpTransfer::send(const std::string& packet) const {
    ::send(socket_.get(), packet.data(), packet.size(), 0);
}

std::string TftpTransfer::hear() const {
    std::array<char, 2048> packet{};
    if (!stop_.wait_for(socket_.get())) return {};
    const ssize_t got = recv(socket_.get(), packet.data(), packet.size(), 0);
    return {packet.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

bool TftpTransfer::wait_for_ack() {
    for (std::string packet; !(packet = hear()).empty() && !is_error(packet);) {
        if (packet == tftp::acknowledgement(block_)) return true;
    }
    return false;
}

bool TftpTransfer::wait_for_error() {
    for (std::string packet; !(packet = hear()).empty();) {
        if (is_error(packet)) return true;
    }
    return false;
}

bool TftpTransfer::grant(const std::vector<std::pair<std::string, std::string>>& options) {
    send(option_ack_packet(options));
    return wait_for_ack();
}

bool TftpTransfer::accept(std::optional<std::uint64_t> size) {
    std::vector<std::pair<std::string, std::string>> options;
    if (const auto asked = options_.find("blksize"); asked != options_.end()) {
        block_size_ = std::stoul(asked->second);
        options.emplace_back(*asked);
    }
    if (size) options.emplace_back("tsize", std::to_string(*size));
    return grant(options);
}

bool TftpTransfer::send_block(std::string_view bytes) {
    send(data_packet(++block_, bytes));
    return wait_for_ack();
}

void TftpTransfer::send_file(std::string_view bytes) {
    for (bool last = false; !last; bytes.remove_prefix(std::min(bytes.size(), block_size_))) {
        last = bytes.size() < block_size_;
        if (!send_block(bytes.substr(0, block_size_))) return;
    }
}

void TftpTransfer::send_error(std::uint16_t code, std::string_view message) {
    send(error_packet(code, message));
}

TftpServer::TftpServer(Serve serve, std::string address)
    : serve_(std::move(serve)),
      address_(std::move(address)),
      socket_(udp_socket_on(address_)),
      port_(port_of(socket_)),
      thread_([this] { run(); }) {}

TftpServer::~TftpServer() {
    stop_.send();
    thread_.join();
}

std::string TftpServer::url(const std::string& file) const {
    const bool is_ipv6 = address_.find(':') != std::string::npos;
    return "tftp://" + (is_ipv6 ? "[" + address_ + "]" : address_) + ":" + std::to_string(port_) + "/" + file;
}

void TftpServer::run() const {
    while (stop_.wait_for(socket_.get())) {
        std::array<char, 2048> datagram{};
        sockaddr_storage client{};
        socklen_t size = sizeof client;
        auto* generic = reinterpret_cast<sockaddr*>(&client);
        const ssize_t got = recvfrom(socket_.get(), datagram.data(), datagram.size(), 0, generic, &size);
        if (got <= 0) continue;
        const auto packet = tftp::parse_client_packet({datagram.data(), static_cast<std::size_t>(got)});
        if (!packet || !std::holds_alternative<tftp::ReadRequest>(*packet)) continue;
        Descriptor own = udp_socket_on(address_);
        if (connect(own.get(), generic, size) != 0)
            throw std::system_error(errno, std::generic_category(), "test server");
        TftpTransfer transfer(std::get<tftp::ReadRequest>(*packet), std::move(own), stop_);
        serve_(transfer);
    }
}

}  // namespace poap::test
