#include "transfer/curl/curl_multi.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

namespace poap {

namespace {

/// Registers the digests that certificates are signed with. The sysroot's OpenSSL registers none by itself
/// (no-autoalginit), to keep the others out of the program.
void register_digests() {
    for (const EVP_MD* digest : {EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()})
        EVP_add_digest(digest);
}

/// Initialises libcurl and OpenSSL, without configuration from files or the environment.
void initialize() {
    // libcurl would write the keys of each connection to that file. Restored below for the CLI's environment.
    constexpr const char* kKeyLog = "SSLKEYLOGFILE";
    const char* found = std::getenv(kKeyLog);
    const std::optional<std::string> key_log = found ? std::optional<std::string>(found) : std::nullopt;
    unsetenv(kKeyLog);
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    register_digests();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (key_log) setenv(kKeyLog, key_log->c_str(), 1);
}

}  // namespace

CurlMulti::CurlMulti() : multi_((initialize(), curl_multi_init())) {
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot start");
}

CurlMulti::~CurlMulti() {
    curl_multi_cleanup(multi_);
    curl_global_cleanup();
}

}  // namespace poap
