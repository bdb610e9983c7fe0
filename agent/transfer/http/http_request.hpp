#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/credentials.hpp"
#include "base/interrupt.hpp"
#include "transfer/curl/curl_transfer.hpp"
#include "transfer/http/tls.hpp"
#include "transfer/transport.hpp"
#include "wire/http_headers.hpp"

namespace poap {

/// One HTTP request by libcurl: its settings and callbacks.
class HttpRequest {
  public:
    /// @throws std::runtime_error
    HttpRequest(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                const Interrupt& interrupt, Tls& tls, BodySink& sink);

    void make_put(const std::string& form);

    /// POST of a JSON object, without redirects. The sink does not get the answer's body.
    /// @param longest how long the whole request may take
    void make_post(const std::string& json, std::chrono::seconds longest);

    /// HEAD: the sink gets begin() only.
    void make_head();

    /// Sends the credentials to the URL's own host and port with Basic authentication (RFC 7617), without
    /// waiting for a challenge. Redirect targets do not get them.
    void authenticate(const Credentials& credentials);
    bool authenticates() const { return authenticates_; }

    /// Requests the rest after `held` if the file is still that version, else all of it (RFC 9110, 13.1.5 and
    /// 14.2).
    void resume_from(Partial held);

    /// Passes the body on to the sink whatever the status is.
    void take_every_body() { every_body_ = true; }

    /// Runs the request to its end.
    /// @throws Error (Interrupted), and errors of the sink
    CURLcode perform(CURLM* multi);

    long status() const;
    /// Why the request failed.
    Fault fault(CURLcode code) const;
    /// The target of a redirect (status 3xx), as sent by the server; empty if there is none.
    std::string redirect_target() const;
    /// Whether the body is the requested file, or part of it, and not an error page.
    bool brings_a_file() const;
    /// Whether nothing follows the part that is held, so that it is the whole file.
    bool is_complete() const;
    /// Whether bytes of the file arrived, and not more than announced.
    bool is_of_use() const { return begun_ && !too_much_; }
    /// Whether everything announced arrived.
    bool complete() const { return !announced_ || *announced_ == received_; }
    std::uint64_t received() const { return received_; }
    std::optional<std::uint64_t> announced() const { return announced_; }

  private:
    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
    static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
    /// Handles a line of an answer's headers, or of the trailers after a chunked body. False if they are too
    /// large; sets `fault_`.
    bool take_head(std::string_view line);
    /// False if the rest is not wanted.
    bool take(std::string_view bytes);
    /// False if the body cannot be accepted; sets `fault_`.
    bool begin();
    /// The header `name` of the last answer; if there are several, that at `index`; empty if there is none.
    std::string header(const char* name, std::size_t index = 0) const;
    /// Why the body cannot be the requested file or plan; empty if it can.
    std::string fault_of_body() const;
    Version version() const;
    std::optional<ContentRange> content_range() const;
    /// Whether an answer with status 206 continues the part that is held, up to the end of the file.
    bool continues_held() const;
    bool over_tls() const;
    /// Whether the body itself marks its end (RFC 9112, 6.3).
    bool is_chunked() const;
    /// Whether only the connection's end marked the end of the body, and TLS cannot exclude that a third
    /// party ended it (RFC 9112, 9.8).
    bool may_be_truncated() const;
    /// Adds a header line to the request.
    void add_header(const std::string& line);
    /// The compression or encryption of the last answer's body, from its headers; empty if there is none.
    std::string encoding() const;

    template <typename Value>
    void set(CURLoption option, Value value) {
        transfer_.set(option, value);
    }

    CurlTransfer transfer_;
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_;
    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    Tls& tls_;
    std::optional<Partial> held_;
    bool every_body_ = false;
    bool no_body_ = false;
    bool authenticates_ = false;
    bool head_is_whole_ = false;
    bool begun_ = false;
    bool too_much_ = false;
    bool lacks_randomness_ = false;
    const SSL* connection_ = nullptr;  ///< connection that delivers the answer; only for comparison
    std::string fault_;
    std::optional<std::uint64_t> announced_;
    std::uint64_t received_ = 0;
    std::size_t head_bytes_ = 0;  ///< of all answers to this request, including trailers
};

}  // namespace poap
