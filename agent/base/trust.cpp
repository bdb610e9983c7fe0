#include "base/trust.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

#include "base/text.hpp"

namespace poap {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// Whether PEM reading stopped because there are no more certificates.
bool at_the_end() {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

/// How many `BEGIN CERTIFICATE` lines there are.
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
    constexpr std::size_t kBytes = 33;  // including the one for the `=`
    if (!text.starts_with(kKind) || text.size() != kKind.size() + kDigits) return false;
    const std::string digits(text.substr(kKind.size()));
    const bool ends_right = digits.find('=') == kDigits - 1;
    std::array<unsigned char, kBytes> bytes{};
    const auto* begin = reinterpret_cast<const unsigned char*>(digits.data());
    return ends_right && EVP_DecodeBlock(bytes.data(), begin, static_cast<int>(kDigits)) == int{kBytes};
}

/// Whether `text` is `SHA256:` and 32 bytes in base64 without padding.
bool is_fingerprint(std::string_view text) {
    constexpr std::string_view kKind = "SHA256:";
    return text.starts_with(kKind) && is_pin(concat("sha256//", text.substr(kKind.size()), '='));
}

/// Whether `text` consists of one or more entries of a form, separated by `;`.
bool each_is(bool (*has_form)(std::string_view), std::string_view text) {
    while (true) {
        const auto end = text.find(';');
        if (!has_form(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
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
    // OpenSSL skips a certificate that it does not recognise, such as an indented one.
    if (!at_the_end() || count == 0 || count != announced_certificates(text)) return std::nullopt;
    return Authorities({pem, static_cast<std::size_t>(size)});
}

std::optional<Pins> Pins::parse(std::string_view text) {
    if (!each_is(is_pin, text)) return std::nullopt;
    return Pins(text);
}

std::optional<HostKeys> HostKeys::parse(std::string_view text) {
    if (!each_is(is_fingerprint, text)) return std::nullopt;
    return HostKeys(text);
}

bool HostKeys::accept(std::string_view fingerprint) const {
    return concat(';', text_, ';').find(concat(';', fingerprint, ';')) != std::string::npos;
}

}  // namespace poap
