#include "rig/files.hpp"

#include <fstream>
#include <iterator>

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

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    for (auto at = text.find(separator); at != text.npos; at = text.find(separator)) {
        parts.emplace_back(text.substr(0, at));
        text.remove_prefix(at + separator.size());
    }
    parts.emplace_back(text);
    return parts;
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
