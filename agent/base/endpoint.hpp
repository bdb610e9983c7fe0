#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// A host, or a host and a port, fit to stand in a URL.
class Endpoint {
  public:
    /// `host`, `host:port`, `[IPv6]`, `[IPv6]:port`; a host is a name or an IPv4 address, a port 1 to 65535.
    /// Nothing for any other form.
    static std::optional<Endpoint> parse(std::string_view text);

    /// As it stands in a URL: `10.10.20.20:5000`, `[2001:db8::1]`.
    std::string authority() const;

    /// With `port` in place of its own.
    Endpoint with_port(std::uint16_t port) const { return {host_, port}; }
    bool has_port() const { return port_.has_value(); }

    /// A name or an address, IPv6 without brackets.
    std::string host() const;
    std::optional<std::uint16_t> port() const { return port_; }
    bool operator==(const Endpoint&) const = default;

  private:
    Endpoint(std::string host, std::optional<std::uint16_t> port) : host_(std::move(host)), port_(port) {}
    std::string host_;  ///< IPv6 with its brackets
    std::optional<std::uint16_t> port_;
};

/// An HTTP server: where it is, and whether it is spoken to over TLS.
struct HttpServer {
    Endpoint endpoint;
    bool tls = false;

    /// An endpoint, or one behind `http://` or `https://`. Nothing for any other form.
    static std::optional<HttpServer> parse(std::string_view text);

    /// `https://<host>:<port>/<path>`
    std::string url(std::string_view path) const;
};

}  // namespace poap
