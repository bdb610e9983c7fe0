#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace poap {

/// CA certificates.
class Authorities {
  public:
    /// From text with certificates in PEM (RFC 7468). Nothing if there are none, or one cannot be read.
    static std::optional<Authorities> parse(std::string_view text);

    /// The certificates in PEM, without any other text.
    const std::string& pem() const { return pem_; }

  private:
    explicit Authorities(std::string pem) : pem_(std::move(pem)) {}
    std::string pem_;
};

/// Accepted public keys of a server, as SHA-256 hashes (RFC 7469, 2.4).
class Pins {
  public:
    /// `sha256//<base64>`, or several separated by `;`. Nothing for any other form.
    static std::optional<Pins> parse(std::string_view text);

    const std::string& str() const { return text_; }

  private:
    explicit Pins(std::string_view text) : text_(text) {}
    std::string text_;
};

/// Accepted host keys of SSH servers, as SHA-256 fingerprints.
class HostKeys {
  public:
    /// `SHA256:<base64>`, as `ssh-keygen -lf` prints it, or several separated by `;`. Nothing for any other
    /// form.
    static std::optional<HostKeys> parse(std::string_view text);

    /// Whether `fingerprint`, in the same form, is among them.
    bool accept(std::string_view fingerprint) const;
    const std::string& str() const { return text_; }

  private:
    explicit HostKeys(std::string_view text) : text_(text) {}
    std::string text_;
};

/// Which TLS servers are trusted. With `authorities`: a server with a certificate from them, valid for its
/// host and today. With `pins`: a server with such a key; the dates of its certificate are not checked then,
/// and without `authorities`, neither are its issuer and host name. With both, both must match. With neither,
/// no server.
struct Trust {
    std::optional<Authorities> authorities;
    std::optional<Pins> pins;

    bool in_anybody() const { return authorities || pins; }
};

}  // namespace poap
