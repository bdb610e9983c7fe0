#include "base/endpoint.hpp"

#include <arpa/inet.h>

#include <charconv>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestHost = 253;  // RFC 1035, section 2.3.4
constexpr std::size_t kLongestLabel = 63;

/// @param family AF_INET: four decimal parts alone
bool is_address(int family, const std::string& text) {
    in6_addr address{};                                      // room for either
    if (text.find('\0') != std::string::npos) return false;  // inet_pton would read no further
    return inet_pton(family, text.c_str(), &address) == 1;
}

/// RFC 1123, section 2.1, and underscores, which people use.
bool is_label(std::string_view label) {
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
           lower(label).find_first_not_of(kAllowed) == std::string::npos;
}

/// What inet_aton takes for a part of an IPv4 address, in more forms than four decimal ones: `10`, `0x0a`.
bool is_number(std::string_view label) {
    const bool hex = lower(label).starts_with("0x");
    return label.find_first_not_of(hex ? "0123456789abcdefABCDEFxX" : "0123456789") == std::string_view::npos;
}

/// A host name, whose last label is no number (RFC 1123, section 2.1), or an IPv4 address in four parts.
bool is_name(std::string_view host) {
    if (host.empty() || host.size() > kLongestHost) return false;
    if (is_number(host.substr(host.rfind('.') + 1))) return is_address(AF_INET, std::string(host));
    while (true) {
        const auto dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc() || stopped != end || port == 0) return std::nullopt;
    return port;
}

}  // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
    std::string_view host = text.substr(0, text.rfind(':'));
    std::string_view rest = text.substr(host.size());
    if (text.starts_with('[')) {
        host = text.substr(0, text.find(']') + 1);  // nothing, where there is no `]`
        rest = text.substr(host.size());
        if (host.size() < 2 || !is_address(AF_INET6, std::string(host.substr(1, host.size() - 2))))
            return std::nullopt;
    } else if (!is_name(host)) {
        return std::nullopt;
    }
    if (rest.empty()) return Endpoint(std::string(host), std::nullopt);
    if (!rest.starts_with(':')) return std::nullopt;
    const auto port = parse_port(rest.substr(1));
    if (!port) return std::nullopt;
    return Endpoint(std::string(host), port);
}

std::string Endpoint::host() const {
    return host_.starts_with('[') ? host_.substr(1, host_.size() - 2) : host_;
}

std::string Endpoint::authority() const {
    return port_ ? concat(host_, ':', *port_) : host_;
}

std::optional<HttpServer> HttpServer::parse(std::string_view text) {
    bool tls = false;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        text.remove_prefix(scheme.size());
        tls = scheme == "https://";
        break;
    }
    const auto endpoint = Endpoint::parse(text);
    if (!endpoint) return std::nullopt;
    return HttpServer{*endpoint, tls};
}

std::string HttpServer::url(std::string_view path) const {
    return concat(tls ? "https://" : "http://", endpoint.authority(), '/', path);
}

}  // namespace poap
