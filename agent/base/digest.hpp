#pragma once

#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace poap {

/// Weakest first: MD5 detects corruption, not tampering.
enum class DigestKind { Md5, Sha256, Sha512 };

/// `MD5`, `SHA-256`, `SHA-512`.
std::string_view name_of(DigestKind kind);

/// A digest in hex, in lower case, with as many digits as its kind has.
class Digest {
  public:
    /// From hex digits in any case; nothing if their number is wrong for the kind or one is not a hex digit.
    static std::optional<Digest> parse(DigestKind kind, std::string_view hex);

    DigestKind kind() const { return kind_; }
    const std::string& hex() const { return hex_; }
    /// `SHA-256 ab12...`
    std::string str() const;
    bool operator==(const Digest&) const = default;

  private:
    Digest(DigestKind kind, std::string hex) : kind_(kind), hex_(std::move(hex)) {}
    DigestKind kind_;
    std::string hex_;
};

/// Computes one digest, piece by piece.
class Hasher {
  public:
    /// @throws std::runtime_error if OpenSSL does not support the digest
    explicit Hasher(DigestKind kind);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    void update(std::string_view bytes);
    /// Of all bytes so far; more may follow.
    Digest digest() const;

  private:
    DigestKind kind_;
    evp_md_ctx_st* context_;
};

}  // namespace poap
