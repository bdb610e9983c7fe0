#include "base/trust.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

namespace poap {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// Whether the reading of certificates ended since there are no more.
bool at_the_end() {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

/// How many certificates a text says it has.
std::size_t announced_certificates(std::string_view text) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kDashes = "-----";
    std::size_t count = 0;
    for (auto at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin)) {
        text.remove_prefix(at + kBegin.size());
        if (text.substr(0, text.find(kDashes)).ends_with("CERTIFICATE")) ++count;
    }
    return count;
}

/// Whether `text` is `sha256//` and 32 bytes in base64.
bool is_pin(std::string_view text) {
    constexpr std::string_view kKind = "sha256//";
    constexpr std::size_t kDigits = 44;
    constexpr std::size_t kBytes = 33;  // with the one that `=` stands for
    if (!text.starts_with(kKind) || text.size() != kKind.size() + kDigits) return false;
    const std::string digits(text.substr(kKind.size()));
    const bool ends_right = digits.find('=') == kDigits - 1;
    std::array<unsigned char, kBytes> bytes{};
    const auto* begin = reinterpret_cast<const unsigned char*>(digits.data());
    return ends_right && EVP_DecodeBlock(bytes.data(), begin, static_cast<int>(kDigits)) == int{kBytes};
}

}  // namespace

std::optional<Authorities> Authorities::parse(std::string_view text) {
    const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    ERR_clear_error();
    std::size_t count = 0;
    while (const Certificate certificate{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free}) {
        PEM_write_bio_X509(out.get(), certificate.get());
        ++count;
    }
    char* pem = nullptr;
    const long size = BIO_get_mem_data(out.get(), &pem);
    // One that is indented, say, is passed over.
    if (!at_the_end() || count == 0 || count != announced_certificates(text)) return std::nullopt;
    return Authorities({pem, static_cast<std::size_t>(size)});
}

std::optional<Pins> Pins::parse(std::string_view text) {
    for (std::string_view rest = text;;) {
        const auto end = rest.find(';');
        if (!is_pin(rest.substr(0, end))) return std::nullopt;
        if (end == std::string_view::npos) return Pins(text);
        rest.remove_prefix(end + 1);
    }
}

}  // namespace poap
