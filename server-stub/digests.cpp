#include "digests.hpp"

#include <stdexcept>
#include <vector>

#include "base/digest.hpp"

namespace poap::stub {
namespace {

class AllHashers {
  public:
    void add(std::string_view bytes) {
        md5_.update(bytes);
        sha256_.update(bytes);
        sha512_.update(bytes);
    }

    Digests finish() { return {md5_.digest().hex(), sha256_.digest().hex(), sha512_.digest().hex()}; }

  private:
    Hasher md5_{DigestKind::Md5};
    Hasher sha256_{DigestKind::Sha256};
    Hasher sha512_{DigestKind::Sha512};
};

}  // namespace

void require_no_stop(const std::stop_token& stop) {
    if (stop.stop_requested()) throw std::runtime_error("stopped before the whole image was read");
}

Digests digests_of(std::string_view content) {
    AllHashers hashers;
    hashers.add(content);
    return hashers.finish();
}

Digests digests_of(const File& file, const std::stop_token& stop,
                   const std::function<void(std::uint64_t)>& on_read) {
    AllHashers hashers;
    std::vector<char> buffer(256 * 1024);
    std::uint64_t offset = 0;
    while (const std::size_t got = file.read_at(offset, buffer)) {
        require_no_stop(stop);
        hashers.add({buffer.data(), got});
        offset += got;
        on_read(offset);
    }
    return hashers.finish();
}

std::string sidecar_line(const Digests& digests, const FileName& name) {
    return digests.md5 + "  " + name.str() + "\n";
}

}  // namespace poap::stub
