#include "support/tls_front.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

namespace poap::test {

namespace {

Descriptor connected(std::uint16_t port) {
    Descriptor server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
    return server;
}

}  // namespace

TlsFront::TlsFront(const Certificate& certificate, std::uint16_t behind, int highest)
    : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
      behind_(behind),
      server_([this](TcpPeer& client) { serve(client); }, false) {
    std::signal(SIGPIPE, SIG_IGN);                  // OpenSSL writes to clients that are gone
    SSL_CTX_set_security_level(context_.get(), 0);  // which TLS 1.1 needs
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), highest);
    SSL_CTX_use_certificate(context_.get(), certificate.certificate());
    SSL_CTX_use_PrivateKey(context_.get(), certificate.key());
    SSL_CTX_set_msg_callback_arg(context_.get(), this);
    SSL_CTX_set_msg_callback(
        context_.get(), [](int sent, int, int type, const void* message, std::size_t size, SSL*, void* self) {
            const bool is_hello = sent == 0 && type == SSL3_RT_HANDSHAKE && size > 0 &&
                                  *static_cast<const unsigned char*>(message) == SSL3_MT_CLIENT_HELLO;
            if (is_hello) ++static_cast<TlsFront*>(self)->client_hellos_;
        });
    server_.open();
}

void TlsFront::ask_for_certificates() {
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

void TlsFront::serve(TcpPeer& client) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(tls.get(), client.fd());
    if (SSL_accept(tls.get()) != 1) return refuse(client);
    ++handshakes_;
    if (renegotiates_) return ask_for_another_handshake(tls.get());
    const Descriptor server = connected(behind_);
    if (server) carry(tls.get(), client, server.get());
    if (proper_) SSL_shutdown(tls.get());
}

/// Ends a connection so that what was said on it arrives: a close with bytes unread would be a reset.
void TlsFront::refuse(const TcpPeer& client) {
    std::array<char, 4096> bytes{};
    shutdown(client.fd(), SHUT_WR);
    while (client.stop().wait_for(client.fd()) && recv(client.fd(), bytes.data(), bytes.size(), 0) > 0) {
    }
}

void TlsFront::ask_for_another_handshake(SSL* tls) {
    std::array<char, 16384> bytes{};
    SSL_read(tls, bytes.data(), bytes.size());
    SSL_renegotiate(tls);
    SSL_do_handshake(tls);
    SSL_read(tls, bytes.data(), bytes.size());  // the client's answer
}

void TlsFront::carry(SSL* tls, const TcpPeer& client, int server) {
    std::array<char, 16384> bytes{};
    while (true) {
        std::array<pollfd, 3> events = {pollfd{client.fd(), POLLIN, 0}, pollfd{server, POLLIN, 0},
                                        pollfd{client.stop().fd(), POLLIN, 0}};
        if (SSL_pending(tls) == 0) poll(events.data(), events.size(), -1);
        if (events[2].revents != 0) return;
        if (SSL_pending(tls) > 0 || events[0].revents != 0) {
            const int got = SSL_read(tls, bytes.data(), bytes.size());
            if (got <= 0) return;
            write_all(server, {bytes.data(), static_cast<std::size_t>(got)});
        }
        if (events[1].revents != 0) {
            const ssize_t got = recv(server, bytes.data(), bytes.size(), 0);
            if (got <= 0 || SSL_write(tls, bytes.data(), static_cast<int>(got)) <= 0) return;
        }
    }
}

}  // namespace poap::test
