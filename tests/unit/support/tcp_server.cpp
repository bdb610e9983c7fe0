#include "support/tcp_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace poap::test {

namespace {

/// How long a request is, once its head is there; 0 before.
std::size_t length_of(const std::string& text) {
    const auto head = text.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    constexpr std::string_view kKey = "Content-Length: ";
    const auto length = text.find(kKey);
    const bool has_body = length < head;
    return head + 4 + (has_body ? std::strtoul(text.c_str() + length + kKey.size(), nullptr, 10) : 0);
}

}  // namespace

bool TcpPeer::receive() {
    std::array<char, 65536> buffer{};
    if (!stop_.wait_for(socket_.get())) return false;
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    received_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

std::string TcpPeer::request() {
    std::size_t length = 0;
    while ((length = length_of(received_)) == 0 || received_.size() < length) {
        if (!receive()) return {};
    }
    const std::string request = received_.substr(0, length);
    received_.erase(0, length);
    return request;
}

bool TcpPeer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void TcpPeer::wait_for_end() {
    while (receive()) {
    }
}

void TcpPeer::reset() {
    const linger at_once{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.reset();
}

TcpServer::TcpServer(Serve serve, bool open)
    : serve_(std::move(serve)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_.get(), generic, size) != 0 || getsockname(listener_.get(), generic, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "test server");
    }
    port_ = ntohs(address.sin_port);
    if (open) this->open();
}

TcpServer::~TcpServer() {
    stop_.send();
    if (thread_.joinable()) thread_.join();
}

void TcpServer::open() {
    if (listen(listener_.get(), 8) != 0) {
        throw std::system_error(errno, std::generic_category(), "test server");
    }
    thread_ = std::thread([this] { run(); });
}

std::string TcpServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void TcpServer::run() const {
    while (stop_.wait_for(listener_.get())) {
        TcpPeer peer(Descriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)), stop_);
        serve_(peer);
    }
}

}  // namespace poap::test
