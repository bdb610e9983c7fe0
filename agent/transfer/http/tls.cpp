#include "transfer/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <ctime>
#include <memory>

#include "base/text.hpp"
#include "transfer/curl/curl_option.hpp"
#include "transfer/randomness.hpp"
#include "wire/http_headers.hpp"

namespace poap {

namespace {

/// For TLS 1.2. All prove that the server has the certificate's key, and have forward secrecy.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string now() {
    return http_date(std::time(nullptr));
}

/// Explains an alert, or an answer that is not TLS.
Fault handshake_fault(unsigned long error) {
    const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    switch (reason) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_RECORD_TOO_SMALL:
            return {"the server does not speak TLS",
                    "check that the port is the one for https; for plain http, leave https out",
                    Retryable::No};
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return {"the server does not support TLS 1.2 or later", "enable TLS 1.2 or 1.3 on the server",
                    Retryable::No};
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return {
                "the server refuses the TLS handshake: there is no common cipher, curve or certificate "
                "type, or it requires a client certificate",
                "configure the server for ECDHE with AES-GCM or ChaCha20, an RSA or ECDSA certificate, and "
                "no client certificates",
                Retryable::No};
        default:
            return {concat("the TLS handshake failed, OpenSSL error ", ERR_GET_LIB(error), ':',
                           ERR_GET_REASON(error)),
                    "check the server's log", Retryable::No};
    }
}

}  // namespace

void Tls::configure(CURL* easy, std::string_view url) {
    asked_for_ = url.starts_with("https:");
    verdict_ = X509_V_OK;
    error_ = 0;
    const char* schemes = trust_.in_anybody() ? "http,https" : "http";
    set_option(easy, CURLOPT_PROTOCOLS_STR, schemes);
    set_option(easy, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
    set_option(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    set_option(easy, CURLOPT_SSL_CIPHER_LIST, kCiphers);
    set_option(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);  // authenticate the server on each connection
    set_option(easy, CURLOPT_CAINFO, nullptr);          // do not use libcurl's built-in CA files
    set_option(easy, CURLOPT_CAPATH, nullptr);
    if (trust_.authorities) {
        std::string pem = trust_.authorities->pem();
        curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
        set_option(easy, CURLOPT_CAINFO_BLOB, &blob);
    }
    if (trust_.pins) {
        set_option(easy, CURLOPT_PINNEDPUBLICKEY, trust_.pins->str().c_str());
        const bool alone = !trust_.authorities;
        set_option(easy, CURLOPT_SSL_VERIFYPEER, alone ? 0L : 1L);
        set_option(easy, CURLOPT_SSL_VERIFYHOST, alone ? 0L : 2L);
    }
    set_option(easy, CURLOPT_SSL_CTX_FUNCTION, &Tls::on_context);
    set_option(easy, CURLOPT_SSL_CTX_DATA, this);
}

void Tls::forbid_downgrade(CURL* easy) {
    set_option(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
}

const SSL* Tls::connection_of(CURL* easy) {
    curl_tlssessioninfo* session = nullptr;
    curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session);
    return session == nullptr ? nullptr : static_cast<const SSL*>(session->internals);
}

bool Tls::has_randomness(std::chrono::seconds patience, const Interrupt& interrupt) {
    if (trust_.in_anybody() && !has_randomness_) has_randomness_ = randomness_comes(patience, interrupt);
    return has_randomness_ || !trust_.in_anybody();
}

CURLcode Tls::on_context(CURL*, void* context, void* self) {
    auto* ssl = static_cast<SSL_CTX*>(context);
    auto* tls = static_cast<Tls*>(self);
    SSL_CTX_set_security_level(ssl, 2);  // 112 bits, whatever OpenSSL's default is
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
    if (tls->trust_.pins) X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ssl), X509_V_FLAG_NO_CHECK_TIME);
    SSL_CTX_set_app_data(ssl, tls);
    SSL_CTX_set_info_callback(ssl, [](const SSL* connection, int where, int what) {
        static_cast<Tls*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)))->note(connection, where, what);
    });
    return CURLE_OK;
}

void Tls::note(const SSL* connection, int where, int what) {
    if (where == SSL_CB_HANDSHAKE_START && connection == ended_)
        ended_ = nullptr;  // a new connection at the same address
    if (where == SSL_CB_READ_ALERT) note_alert(connection, what >> 8, what & 0xff);
    if (where != SSL_CB_CONNECT_EXIT || what == 1) return;
    verdict_ = SSL_get_verify_result(connection);
    error_ = ERR_peek_error();
}

void Tls::note_alert(const SSL* connection, int level, int description) {
    if (description == SSL_AD_CLOSE_NOTIFY) {
        ended_ = connection;
    } else if (level == SSL3_AL_FATAL) {
        error_ = ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + description);
    }
}

std::optional<Fault> Tls::fault(CURLcode code) const {
    const bool is_connection_error =
        error_ == 0 || ERR_GET_REASON(error_) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
            if (trust_.in_anybody() || !asked_for_) return std::nullopt;
            return Fault{"https needs a way to verify the server", "set --ca-file or --pin", Retryable::No};
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return Fault{
                "the server's certificate does not match --pin",
                "compare --pin with the server's certificate; if they match, another server is answering",
                Retryable::No};
        case CURLE_PEER_FAILED_VERIFICATION:
            return verification_fault();
        case CURLE_SSL_CONNECT_ERROR:
            if (is_connection_error)
                return Fault{"the connection broke during the TLS handshake", "", Retryable::Yes};
            return handshake_fault(error_);
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
            // With TLS 1.3, the client finishes the handshake before the server has verified it.
            if (error_ != 0) return handshake_fault(error_);
            if (!asked_for_) return std::nullopt;
            return Fault{"the connection broke before the answer was complete", "", Retryable::Yes};
        default:
            return std::nullopt;
    }
}

Fault Tls::verification_fault() const {
    const std::string clock = concat("the switch's clock is at ", now());
    const char* set_clock =
        "set the switch's clock, or use --pin, which ignores dates; or renew the certificate";
    switch (verdict_) {
        case X509_V_OK:
            return {"the server's certificate is for another host",
                    "use the host name in the certificate, or install a certificate for this host",
                    Retryable::No};
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return {concat("the server's certificate, or a CA certificate, has expired: ", clock), set_clock,
                    Retryable::No};
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return {concat("the server's certificate, or a CA certificate, is not valid yet: ", clock),
                    set_clock, Retryable::No};
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return {"the server's certificate was not issued by a CA in --ca-file",
                    "check that --ca-file has this server's CA, and that the server sends its intermediate "
                    "certificates",
                    Retryable::No};
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return {"the server's certificate, or a CA certificate, is too weak",
                    "use RSA with at least 2048 bits, or ECDSA, and SHA-256", Retryable::No};
        default:
            return {concat("the server's certificate is invalid: ", X509_verify_cert_error_string(verdict_)),
                    "check the server's certificate", Retryable::No};
    }
}

}  // namespace poap
