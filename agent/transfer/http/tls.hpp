#pragma once

#include <curl/curl.h>
#include <openssl/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/interrupt.hpp"
#include "base/trust.hpp"
#include "transfer/fault.hpp"

namespace poap {

/// TLS settings for libcurl, and the TLS errors of the current request.
class Tls {
  public:
    explicit Tls(Trust trust) : trust_(std::move(trust)) {}
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

    /// Prepares a request. This object must outlive it and its connections.
    /// @throws std::runtime_error
    void configure(CURL* easy, std::string_view url);

    /// Forbids later redirects from https to http.
    /// @throws std::runtime_error
    static void forbid_downgrade(CURL* easy);

    /// The connection that delivers a request's answer; null if it does not use TLS.
    static const SSL* connection_of(CURL* easy);

    /// Whether there are random numbers, if requests may need them; waits up to `patience` for them.
    /// @throws Error (Interrupted)
    bool has_randomness(std::chrono::seconds patience, const Interrupt& interrupt);

    /// Why the request failed, if the cause is TLS.
    std::optional<Fault> fault(CURLcode code) const;

    /// Whether the server has closed this connection with an authenticated message.
    bool was_ended(const SSL* connection) const { return connection != nullptr && connection == ended_; }

  private:
    static CURLcode on_context(CURL* easy, void* context, void* self);
    /// @param where, what arguments of OpenSSL's info callback
    void note(const SSL* connection, int where, int what);
    void note_alert(const SSL* connection, int level, int description);
    Fault verification_fault() const;

    Trust trust_;
    bool asked_for_ = false;  ///< the URL itself is https
    bool has_randomness_ = false;
    const SSL* ended_ = nullptr;  ///< the last connection that its server closed; only for comparison
    long verdict_ = 0;            ///< of the certificate check, X509_V_...
    unsigned long error_ = 0;     ///< OpenSSL's, from the handshake or a fatal alert; 0: a connection error
};

}  // namespace poap
