#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace poap {

/// Certificates of authorities.
class Authorities {
  public:
    /// From a text with certificates in PEM (RFC 7468). Nothing where there is none, or one cannot be read.
    static std::optional<Authorities> parse(std::string_view text);

    /// The certificates in PEM, and nothing else.
    const std::string& pem() const { return pem_; }

  private:
    explicit Authorities(std::string pem) : pem_(std::move(pem)) {}
    std::string pem_;
};

/// The public keys that a server may have, each told by a SHA-256 (RFC 7469, 2.4).
class Pins {
  public:
    /// `sha256//<base64>`, or several with `;` between. Nothing for any other form.
    static std::optional<Pins> parse(std::string_view text);

    const std::string& str() const { return text_; }

  private:
    explicit Pins(std::string_view text) : text_(text) {}
    std::string text_;
};

/// Which servers are trusted over TLS. With `authorities`, one with a certificate from them, for its host and
/// for today. With `pins`, one with such a key: its certificate's dates do not matter then, nor, without
/// authorities, who made it and for which host. With both, both must hold. With neither, no server at all.
struct Trust {
    std::optional<Authorities> authorities;
    std::optional<Pins> pins;

    bool in_anybody() const { return authorities || pins; }
};

}  // namespace poap
