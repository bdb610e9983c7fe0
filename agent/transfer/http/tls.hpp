#pragma once

#include <curl/curl.h>
#include <openssl/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/trust.hpp"

namespace poap {

/// What went wrong with a request, for a person.
struct Fault {
    std::string cause;
    std::string advice;  ///< empty: what is always worth a look
    Retryable retryable;
};

/// A client's part in TLS: what it demands of servers, and what came of it in the request under way.
class Tls {
  public:
    explicit Tls(Trust trust) : trust_(std::move(trust)) {}
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

    /// Readies libcurl before anything else uses it: no file and no variable of the environment has a say.
    static void initialize();

    /// Begins a request. This must outlive it and the connections it makes.
    /// @throws std::runtime_error
    void configure(CURL* easy, std::string_view url);

    /// Has no redirect lead a request away from TLS, from here on.
    /// @throws std::runtime_error
    static void forbid_downgrade(CURL* easy);

    /// The connection that brings a request its answer; null where it is none of TLS.
    static const SSL* connection_of(CURL* easy);

    /// Whether there are random numbers for what requests may need; waits for them as long as `patience`.
    /// @throws Error (Interrupted)
    bool has_randomness(std::chrono::seconds patience, const Interrupt& interrupt);

    /// What ended the request, where it is a matter of TLS.
    std::optional<Fault> fault(CURLcode code) const;

    /// Whether the server said that nothing more comes on this connection, which nobody else can say.
    bool was_ended(const SSL* connection) const { return connection != nullptr && connection == ended_; }

  private:
    static CURLcode on_context(CURL* easy, void* context, void* self);
    /// @param where, what as OpenSSL's info callback has them
    void note(const SSL* connection, int where, int what);
    void note_alert(const SSL* connection, int level, int description);
    Fault verification_fault() const;

    Trust trust_;
    bool asked_for_ = false;  ///< by the URL itself
    bool has_randomness_ = false;
    const SSL* ended_ = nullptr;  ///< the last connection that its server ended; only to compare with
    long verdict_ = 0;            ///< on the certificate, X509_V_...
    unsigned long error_ = 0;  ///< OpenSSL's, of the handshake or of a fatal alert; 0: it was the connection
};

}  // namespace poap
