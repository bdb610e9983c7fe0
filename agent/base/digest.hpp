#pragma once

#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace poap {

/// Weakest first: MD5 finds corruption, not an attacker.
enum class DigestKind { Md5, Sha256, Sha512 };

/// `MD5`, `SHA-256`, `SHA-512`.
std::string_view name_of(DigestKind kind);

/// A digest's value: as many hex digits as its kind has, lower case.
class Digest {
  public:
    /// From hex digits of any case; nothing where their number or form is not the kind's.
    static std::optional<Digest> parse(DigestKind kind, std::string_view hex);

    DigestKind kind() const { return kind_; }
    const std::string& hex() const { return hex_; }
    bool operator==(const Digest&) const = default;

  private:
    Digest(DigestKind kind, std::string hex) : kind_(kind), hex_(std::move(hex)) {}
    DigestKind kind_;
    std::string hex_;
};

/// Computes one digest, piece by piece.
class Hasher {
  public:
    /// @throws std::runtime_error when OpenSSL has no such digest
    explicit Hasher(DigestKind kind);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    void update(std::string_view bytes);
    /// Of all so far; more may follow.
    Digest digest() const;

  private:
    DigestKind kind_;
    evp_md_ctx_st* context_;
};

}  // namespace poap
