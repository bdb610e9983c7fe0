#include "flash/file_digest.hpp"

#include "flash/bootflash.hpp"

namespace poap {

Digest digest_of(const Descriptor& file, const FileName& name, DigestKind kind, Clock& clock) {
    Hasher hasher(kind);
    read_back(file, name, [&](std::string_view piece) {
        clock.check_interrupt();
        hasher.update(piece);
    });
    return hasher.digest();
}

}  // namespace poap
