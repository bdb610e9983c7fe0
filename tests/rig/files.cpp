#include "rig/files.hpp"

#include "base/digest.hpp"

namespace poap::rig {

namespace {

std::string digest_of(DigestKind kind, std::string_view bytes) {
    Hasher hasher(kind);
    hasher.update(bytes);
    return hasher.digest().hex();
}

}  // namespace

std::string image_bytes(std::size_t size) {
    std::string bytes;
    bytes.reserve(size + sizeof(std::size_t));
    while (bytes.size() < size) {
        const std::size_t offset = bytes.size();
        bytes.append(reinterpret_cast<const char*>(&offset), sizeof offset);
    }
    bytes.resize(size);
    return bytes;
}

std::string md5_of(std::string_view bytes) {
    return digest_of(DigestKind::Md5, bytes);
}

std::string sha256_of(std::string_view bytes) {
    return digest_of(DigestKind::Sha256, bytes);
}

std::string sha512_of(std::string_view bytes) {
    return digest_of(DigestKind::Sha512, bytes);
}

}  // namespace poap::rig
