#include "digests.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace poap::stub {
namespace {

class Hasher {
  public:
    explicit Hasher(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        check(context_ && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
    }

    void add(std::string_view bytes) {
        check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    }

    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
        unsigned int size = 0;
        check(EVP_DigestFinal_ex(context_.get(), raw.data(), &size) == 1);
        std::string text;
        for (unsigned int i = 0; i < size; ++i) {
            text += "0123456789abcdef"[raw[i] >> 4];
            text += "0123456789abcdef"[raw[i] & 15];
        }
        return text;
    }

  private:
    static void check(bool worked) {
        if (!worked) throw std::runtime_error("OpenSSL could not compute a digest");
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

class AllHashers {
  public:
    void add(std::string_view bytes) {
        md5_.add(bytes);
        sha256_.add(bytes);
        sha512_.add(bytes);
    }

    Digests finish() { return {md5_.hex(), sha256_.hex(), sha512_.hex()}; }

  private:
    Hasher md5_{EVP_md5()};
    Hasher sha256_{EVP_sha256()};
    Hasher sha512_{EVP_sha512()};
};

}  // namespace

Digests digests_of(std::string_view content) {
    AllHashers hashers;
    hashers.add(content);
    return hashers.finish();
}

Digests digests_of(const File& file) {
    AllHashers hashers;
    std::vector<char> buffer(256 * 1024);
    std::uint64_t offset = 0;
    while (const std::size_t got = file.read_at(offset, buffer)) {
        hashers.add({buffer.data(), got});
        offset += got;
    }
    return hashers.finish();
}

std::string sidecar_line(const Digests& digests, const FileName& name) {
    return digests.md5 + "  " + name.text() + "\n";
}

}  // namespace poap::stub
