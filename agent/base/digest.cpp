#include "base/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace poap {

namespace {

const EVP_MD* algorithm(DigestKind kind) {
    switch (kind) {
        case DigestKind::Md5:
            return EVP_md5();
        case DigestKind::Sha256:
            return EVP_sha256();
        case DigestKind::Sha512:
            return EVP_sha512();
    }
    return nullptr;
}

std::string hex_of(const unsigned char* bytes, std::size_t size) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < size; ++i) {
        hex += kDigits[bytes[i] >> 4];
        hex += kDigits[bytes[i] & 15];
    }
    return hex;
}

}  // namespace

std::string_view name_of(DigestKind kind) {
    switch (kind) {
        case DigestKind::Md5:
            return "MD5";
        case DigestKind::Sha256:
            return "SHA-256";
        case DigestKind::Sha512:
            return "SHA-512";
    }
    return "?";
}

std::optional<Digest> Digest::parse(DigestKind kind, std::string_view hex) {
    const auto size = static_cast<std::size_t>(EVP_MD_get_size(algorithm(kind)));
    const std::string folded = lower(hex);
    if (folded.size() != 2 * size) return std::nullopt;
    if (folded.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
    return Digest(kind, folded);
}

Hasher::Hasher(DigestKind kind) : kind_(kind), context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_, algorithm(kind), nullptr) != 1) {
        EVP_MD_CTX_free(context_);
        throw std::runtime_error(concat("OpenSSL has no ", name_of(kind)));
    }
}

std::string Digest::str() const {
    return concat(name_of(kind_), ' ', hex_);
}

Hasher::~Hasher() {
    EVP_MD_CTX_free(context_);
}

void Hasher::update(std::string_view bytes) {
    EVP_DigestUpdate(context_, bytes.data(), bytes.size());
}

Digest Hasher::digest() const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> copy(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned int size = 0;
    if (!copy || EVP_MD_CTX_copy_ex(copy.get(), context_) != 1 ||
        EVP_DigestFinal_ex(copy.get(), value.data(), &size) != 1) {
        throw std::runtime_error(concat("OpenSSL cannot finish the ", name_of(kind_)));
    }
    return Digest::parse(kind_, hex_of(value.data(), size)).value();
}

}  // namespace poap
