#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "base/credentials.hpp"
#include "base/interrupt.hpp"
#include "transfer/http/curl_option.hpp"
#include "transfer/http/http_progress.hpp"
#include "transfer/http/tls.hpp"
#include "transfer/timed_sink.hpp"
#include "transfer/transport.hpp"
#include "wire/http_headers.hpp"

namespace poap {

/// One HTTP request by libcurl: its settings, its callbacks, and the loop that drives it. It ends at once by
/// a signal, and by a lack of progress, see HttpProgress.
class HttpRequest {
  public:
    /// @throws std::runtime_error
    HttpRequest(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                const Interrupt& interrupt, Tls& tls, BodySink& sink);

    void make_put(const std::string& form);

    /// HEAD: the sink is told what would come.
    void make_head();

    /// Tells the URL's own server, at its very port, who asks: by Basic (RFC 7617), unasked. A server that
    /// the request is led to is told nothing.
    void authenticate(const Credentials& credentials);
    bool authenticates() const { return authenticates_; }

    /// Asks for what is behind `held`, should the file still be that version, else for all of it
    /// (RFC 9110, 13.1.5 and 14.2).
    void resume_from(Partial held);

    /// Hands the bodies of answers with any status to the sink.
    void take_every_body() { every_body_ = true; }

    /// Runs it to its end.
    /// @throws Error (Interrupted), and what the sink throws
    CURLcode perform(CURLM* multi);

    long status() const;
    /// What went wrong.
    Fault fault(CURLcode code) const;
    /// Where an answer with status 3xx leads to, as the server says it; empty where it leads nowhere.
    std::string redirect_target() const;
    /// Whether the answer is the file asked for, or its part, and not a page that explains an error.
    bool brings_a_file() const;
    /// Whether all that is behind the part that is held is nothing: it is whole.
    bool is_complete() const;
    /// Whether bytes of the file came, and no more than were announced.
    bool is_of_use() const { return begun_ && !too_much_; }
    /// Whether all that was announced came.
    bool complete() const { return !announced_ || *announced_ == received_; }
    std::uint64_t received() const { return received_; }
    std::optional<std::uint64_t> announced() const { return announced_; }

  private:
    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
    static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
    /// Takes note of a line of an answer's head, or of the trailers behind a chunked body. False where there
    /// are too many: `fault_` says so.
    bool take_head(std::string_view line);
    /// False where the rest is not wanted.
    bool take(std::string_view bytes);
    /// False where the answer's body cannot be taken: `fault_` says why.
    bool begin();
    /// Of the last answer, from those of this name the one at `index`; empty where it has none.
    std::string header(const char* name, std::size_t index = 0) const;
    /// Why the body cannot be taken for the file, or the plan, that was asked for; empty where it can.
    std::string fault_of_body() const;
    Version version() const;
    std::optional<ContentRange> content_range() const;
    /// Whether an answer with status 206 is what belongs behind the part that is held, up to the end.
    bool fits_behind_held() const;
    bool over_tls() const;
    /// Whether libcurl finds the body's end in the body itself (RFC 9112, 6.3).
    bool is_chunked() const;
    /// Whether the body ended with the connection alone, where TLS tells that anybody may have ended it
    /// (RFC 9112, 9.8).
    bool ended_by_anybody() const;
    /// What libcurl's code comes to, for a person.
    std::string reason(CURLcode code) const;

    /// Sends a further header line with the request.
    void add_header(const std::string& line);
    /// What compresses or encrypts the last answer's body, by its headers; empty where nothing does.
    std::string encoding() const;

    template <typename Value>
    void set(CURLoption option, Value value) {
        set_option(easy_.get(), option, value);
    }

    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_;
    std::array<char, CURL_ERROR_SIZE> message_{};
    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    Tls& tls_;
    TimedSink sink_;
    HttpProgress progress_;
    std::optional<Partial> held_;
    bool every_body_ = false;
    bool authenticates_ = false;
    bool head_is_whole_ = false;
    bool begun_ = false;
    bool too_much_ = false;
    bool lacks_randomness_ = false;
    const SSL* connection_ = nullptr;  ///< that brings the answer; only to compare with
    std::string fault_;
    std::optional<std::uint64_t> announced_;
    std::uint64_t received_ = 0;
    std::size_t head_bytes_ = 0;  ///< of all answers to this request, trailers included
    std::exception_ptr failure_;  ///< of a callback
};

}  // namespace poap
