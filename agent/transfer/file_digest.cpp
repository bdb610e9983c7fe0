#include "transfer/file_digest.hpp"

#include "switch/bootflash.hpp"

namespace poap {

Digest digest_of(const Descriptor& file, const FileName& name, DigestKind kind, Clock& clock) {
    Hasher hasher(kind);
    read_back(file, name, [&](std::string_view piece) {
        clock.wait(std::chrono::milliseconds(0));
        hasher.update(piece);
    });
    return hasher.digest();
}

}  // namespace poap
