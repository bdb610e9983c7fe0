// Checks a sysroot before anything is built with it. Each line of main checks something that has been broken
// before.
#include <curl/curl.h>
#include <libssh/libssh.h>
#include <linux/sched.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <yaml.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

/// An exception passes through libstdc++ frames in a second thread. This needs the unwind tables.
bool exceptions_are_caught() {
    bool caught = false;
    std::thread thread([&caught] {
        try {
            const auto never = nlohmann::json::parse("{");
        } catch (const std::exception&) {
            caught = true;
        }
    });
    thread.join();
    return caught;
}

std::string hex(const unsigned char* bytes, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(bytes[i]));
        text += digits;
    }
    return text;
}

std::string hex_digest(const EVP_MD* algorithm, std::string_view data) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    require(EVP_Digest(data.data(), data.size(), digest, &size, algorithm, nullptr) == 1, "EVP_Digest works");
    return hex(digest, size);
}

/// Alice's public key in RFC 7748, section 6.1, derived from her private key.
std::string x25519_public_key() {
    const unsigned char secret[32] = {0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
                                      0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
                                      0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a};
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    const Key key(EVP_PKEY_new_raw_private_key_ex(nullptr, "X25519", nullptr, secret, sizeof secret),
                  EVP_PKEY_free);
    unsigned char bytes[32];
    std::size_t size = sizeof bytes;
    require(key != nullptr && EVP_PKEY_get_raw_public_key(key.get(), bytes, &size) == 1,
            "X25519 has public keys");
    return hex(bytes, size);
}

std::set<std::string> curl_protocols() {
    std::set<std::string> protocols;
    for (auto* name = curl_version_info(CURLVERSION_NOW)->protocols; *name != nullptr; ++name)
        protocols.insert(*name);
    return protocols;
}

/// The random generator works. The kernel seeds it.
bool random_bytes_come() {
    unsigned char bytes[32];
    return RAND_bytes(bytes, sizeof bytes) == 1;
}

/// Whether a client limited to that version can send its ClientHello, although algorithms were removed from
/// the provider.
bool tls_offers(int version, const char* ciphers, const char* curves) {
    using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
    using Connection = std::unique_ptr<SSL, decltype(&SSL_free)>;
    const Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (context == nullptr || SSL_CTX_set_min_proto_version(context.get(), version) != 1 ||
        SSL_CTX_set_max_proto_version(context.get(), version) != 1 ||
        SSL_CTX_set_cipher_list(context.get(), ciphers) != 1 ||
        SSL_CTX_set1_groups_list(context.get(), curves) != 1) {
        return false;
    }
    const Connection connection(SSL_new(context.get()), SSL_free);
    SSL_set_connect_state(connection.get());
    SSL_set_bio(connection.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    return SSL_get_error(connection.get(), SSL_do_handshake(connection.get())) == SSL_ERROR_WANT_READ;
}

/// Whether a version is not compiled in, as opposed to having no usable cipher.
bool tls_lacks(int version) {
    return !tls_offers(version, "ECDHE+AESGCM", "P-256") &&
           ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_NO_PROTOCOLS_AVAILABLE;
}

bool curl_has(int feature) {
    return (curl_version_info(CURLVERSION_NOW)->features & feature) != 0;
}

/// Whether libssh accepts an algorithm, or a list of which it has at least one.
bool ssh_offers(ssh_options_e kind, const char* algorithm) {
    using Session = std::unique_ptr<ssh_session_struct, decltype(&ssh_free)>;
    const Session session(ssh_new(), ssh_free);
    return session != nullptr && ssh_options_set(session.get(), kind, algorithm) == SSH_OK;
}

/// Key derivation and MAC that libssh fetches by name when it starts to encrypt.
bool openssl_has_ssh_algorithms() {
    using Kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>;
    using Mac = std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)>;
    const Kdf kdf(EVP_KDF_fetch(nullptr, "SSHKDF", nullptr), EVP_KDF_free);
    const Mac mac(EVP_MAC_fetch(nullptr, "POLY1305", nullptr), EVP_MAC_free);
    return kdf != nullptr && mac != nullptr;
}

bool libyaml_parses() {
    const unsigned char text[] = "a: b";
    yaml_parser_t parser;
    yaml_event_t event;
    if (yaml_parser_initialize(&parser) == 0) return false;
    yaml_parser_set_input_string(&parser, text, sizeof text - 1);
    const bool parses = yaml_parser_parse(&parser, &event) == 1 && event.type == YAML_STREAM_START_EVENT;
    if (parses) yaml_event_delete(&event);
    yaml_parser_delete(&parser);
    return parses;
}

bool cli11_parses() {
    CLI::App app;
    int port = 0;
    app.add_option("--port", port);
    app.parse("--port 5000");
    return port == 5000;
}

}  // namespace

int main() try {
    require(exceptions_are_caught(), "exceptions are caught");
    require(hex_digest(EVP_md5(), "abc") == "900150983cd24fb0d6963f7d28e17f72", "MD5 is right");
    require(hex_digest(EVP_sha256(), "abc").starts_with("ba7816bf8f01cfea414140de5dae2223"),
            "SHA-256 is right");
    require(hex_digest(EVP_sha512(), "abc").starts_with("ddaf35a193617abacc417349ae204131"),
            "SHA-512 is right");
    require(x25519_public_key() == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            "X25519 is right");
    require(random_bytes_come(), "OpenSSL's random generator is seeded");
    require(tls_offers(TLS1_2_VERSION, "ECDHE+AESGCM", "P-256:P-384:X25519"),
            "TLS 1.2 with AES-GCM is available");
    require(tls_offers(TLS1_3_VERSION, "ECDHE+CHACHA20", "P-256"), "TLS 1.3 with ChaCha20 is available");
    require(tls_offers(TLS1_3_VERSION, "ECDHE+AESGCM", "X25519"), "TLS 1.3 with X25519 is available");
    require(tls_lacks(TLS1_1_VERSION), "TLS 1.1 is not available");
    require(curl_protocols() == std::set<std::string>{"ftp", "ftps", "http", "https"},
            "libcurl supports only FTP, HTTP and both over TLS");
    require(curl_version_info(CURLVERSION_NOW)->cainfo == nullptr &&
                curl_version_info(CURLVERSION_NOW)->capath == nullptr,
            "libcurl has no default CA certificates");
    require(curl_has(CURL_VERSION_IPV6), "libcurl supports IPv6");
    require(curl_has(CURL_VERSION_ASYNCHDNS), "libcurl resolves names in a thread");
    require(std::string_view(curl_easy_strerror(CURLE_COULDNT_CONNECT)).size() > 10,
            "libcurl has error texts");
    require(ssh_init() == SSH_OK, "libssh initializes");
    require(ssh_offers(SSH_OPTIONS_KEY_EXCHANGE, "curve25519-sha256"), "libssh offers Curve25519");
    require(ssh_offers(SSH_OPTIONS_HOSTKEYS, "rsa-sha2-512"), "libssh accepts RSA host keys with SHA-512");
    require(openssl_has_ssh_algorithms(), "OpenSSL has the algorithms that libssh fetches");
    require(std::filesystem::exists("/proc/self/exe"), "std::filesystem works");
    require(libyaml_parses(), "libyaml parses");
    require(cli11_parses(), "CLI11 parses options");
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "the sysroot is broken: check failed: %s\n", error.what());
    return 1;
}
