#pragma once

#include <string>

#include "support/tcp_server.hpp"

namespace poap::test {

/// A whole HTTP answer.
/// @param headers lines, each with its CR LF
inline std::string http_answer(const std::string& status, const std::string& body,
                               const std::string& headers = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
           "\r\n" + body;
}

inline std::string http_ok(const std::string& body) {
    return http_answer("200 OK", body);
}

/// With a body that must not be taken.
inline std::string http_redirect(const std::string& to) {
    return http_answer("302 Found", "there", "Location: " + to + "\r\n");
}

/// Answers each connection's first request, and keeps it.
/// @param asked written before the answer is sent
inline TcpServer::Serve answering(const std::string& answer, std::string* asked = nullptr) {
    return [answer, asked](TcpPeer& peer) {
        std::string request = peer.request();
        if (asked != nullptr) *asked = std::move(request);
        peer.send(answer);
    };
}

}  // namespace poap::test
