#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "base/descriptor.hpp"
#include "support/certificates.hpp"
#include "support/stop_signal.hpp"

namespace poap::test {

/// Speaks TLS in front of a plain server on 127.0.0.1, at a port the system chose. It ends connections when
/// the server behind it does; without the `close_notify` of TLS, unless told.
class TlsFront {
  public:
    /// @param highest the latest version it speaks, TLS1_1_VERSION
    TlsFront(const Certificate& certificate, std::uint16_t behind, int highest = TLS1_3_VERSION);
    ~TlsFront();
    TlsFront(const TlsFront&) = delete;
    TlsFront& operator=(const TlsFront&) = delete;

    /// From here on, ends connections as TLS has it.
    void end_properly() { proper_ = true; }

    /// From here on, serves those alone that have a certificate of their own.
    void ask_for_certificates();

    /// From here on, answers no request but asks for another handshake (TLS 1.2).
    void renegotiate() { renegotiates_ = true; }
    /// How many handshakes clients have begun, the first of each connection included.
    int client_hellos() const { return client_hellos_; }

    std::uint16_t port() const { return port_; }
    /// Whole handshakes so far.
    int handshakes() const { return handshakes_; }

  private:
    void run();
    void serve(const Descriptor& client);
    void refuse(int client) const;
    static void ask_for_another_handshake(SSL* tls);
    void carry(SSL* tls, int client, int server) const;

    std::shared_ptr<SSL_CTX> context_;
    std::uint16_t behind_;
    StopSignal stop_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> handshakes_ = 0;
    std::atomic<bool> proper_ = false;
    std::atomic<bool> renegotiates_ = false;
    std::atomic<int> client_hellos_ = 0;
    std::thread thread_;
};

}  // namespace poap::test
