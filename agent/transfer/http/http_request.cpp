#include "transfer/http/http_request.hpp"

#include <ctime>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr long kMostRedirects = 3;
constexpr long kStatusOk = 200;
constexpr long kStatusPartial = 206;
constexpr long kStatusRangeNotSatisfiable = 416;
/// Bytes read from the socket at once.
constexpr long kReceiveBuffer = 512 * 1024;
constexpr std::uint64_t kLongestErrorPage = 64 * 1024;
/// Limit for the headers and trailers of all answers to one request. libcurl keeps them all, and only limits
/// the headers, to 300 KB per answer.
constexpr std::size_t kMostHead = 512 * 1024;
/// Interval of the checks for progress.
constexpr int kTickMs = 250;

/// Ignores http_proxy. The sysroot's libcurl is built without proxies and does not know the option.
void ignore_proxies(CURL* easy) {
    if (curl_easy_setopt(easy, CURLOPT_PROXY, "") != CURLE_UNKNOWN_OPTION)
        set_option(easy, CURLOPT_PROXY, "");
}

}  // namespace

HttpRequest::HttpRequest(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                         const Interrupt& interrupt, Tls& tls, BodySink& sink)
    : easy_(curl_easy_init(), curl_easy_cleanup),
      headers_(nullptr, curl_slist_free_all),
      patience_(patience),
      interrupt_(interrupt),
      tls_(tls),
      sink_(sink),
      progress_(patience, slowest) {
    if (!easy_) throw std::runtime_error("libcurl cannot start a request");
    set(CURLOPT_URL, url.c_str());
    tls_.configure(easy_.get(), url);
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    ignore_proxies(easy_.get());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // after a signal, do not wait for a resolver that hangs
    set(CURLOPT_USERAGENT, "poap-agent");
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience.count()));
    set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_WRITEFUNCTION, &HttpRequest::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &HttpRequest::on_header);
    set(CURLOPT_HEADERDATA, this);
    add_header("Accept-Encoding: identity");
}

void HttpRequest::add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(headers_.release());  // curl_slist_append() returns the same list
    headers_.reset(longer);
    set(CURLOPT_HTTPHEADER, longer);
}

void HttpRequest::make_put(const std::string& form) {
    set(CURLOPT_CUSTOMREQUEST, "PUT");
    set(CURLOPT_COPYPOSTFIELDS, form.c_str());  // as application/x-www-form-urlencoded
    set(CURLOPT_FOLLOWLOCATION, 0L);
}

void HttpRequest::make_head() {
    set(CURLOPT_NOBODY, 1L);
}

void HttpRequest::authenticate(const Credentials& credentials) {
    set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    set(CURLOPT_USERNAME, credentials.user().c_str());
    set(CURLOPT_PASSWORD, credentials.password().c_str());
    authenticates_ = true;
}

void HttpRequest::resume_from(Partial held) {
    const Version& version = held.version;
    const std::string validator = version.etag.empty() ? http_date(version.modified.value()) : version.etag;
    add_header(concat("Range: bytes=", held.size, '-'));
    add_header(concat("If-Range: ", validator));
    held_ = std::move(held);
}

CURLcode HttpRequest::perform(CURLM* multi) {
    if (!tls_.has_randomness(patience_, interrupt_)) {
        lacks_randomness_ = true;
        return CURLE_SSL_CONNECT_ERROR;
    }
    const auto leave = [multi](CURL* easy) { curl_multi_remove_handle(multi, easy); };
    curl_multi_add_handle(multi, easy_.get());
    const std::unique_ptr<CURL, decltype(leave)> added(easy_.get(), leave);
    progress_.start(HttpProgress::Clock::now());

    for (int running = 1;;) {
        curl_multi_perform(multi, &running);
        if (failure_) std::rethrow_exception(failure_);
        if (running == 0) break;
        interrupt_.check();
        if (const auto fault = progress_.fault(easy_.get(), HttpProgress::Clock::now(), sink_.spent())) {
            fault_ = *fault;
            return CURLE_OPERATION_TIMEDOUT;
        }
        curl_waitfd signal{interrupt_.fd(), CURL_WAIT_POLLIN, 0};
        curl_multi_poll(multi, &signal, 1, kTickMs, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    const CURLcode code = message == nullptr ? CURLE_FAILED_INIT : message->data.result;
    if (code != CURLE_OK) return code;
    if (!begun_ && status() == kStatusOk && !begin()) return CURLE_WEIRD_SERVER_REPLY;  // an empty answer
    if (!begun_ || !may_be_truncated()) return CURLE_OK;
    fault_ = "the connection ended, but the server did not mark the end of its answer";
    return CURLE_PARTIAL_FILE;
}

long HttpRequest::status() const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string HttpRequest::header(const char* name, std::size_t index) const {
    constexpr int kLastAnswer = -1;
    curl_header* found = nullptr;
    const CURLHcode code = curl_easy_header(easy_.get(), name, index, CURLH_HEADER, kLastAnswer, &found);
    return code == CURLHE_OK ? std::string(found->value) : std::string();
}

std::string HttpRequest::redirect_target() const {
    if (status() / 100 != 3) return {};
    // Not header(): libcurl's "last answer" may belong to a request that it did not send.
    std::string target;
    for (int request = 0; request <= kMostRedirects; ++request) {
        curl_header* found = nullptr;
        const CURLHcode code = curl_easy_header(easy_.get(), "Location", 0, CURLH_HEADER, request, &found);
        if (code == CURLHE_OK) target = found->value;
    }
    return target;
}

std::string HttpRequest::fault_of_body() const {
    // libcurl accepts a connection that ends inside the headers as an empty body.
    if (!head_is_whole_) return "its answer ends inside the headers";
    if (const std::string coding = encoding(); !coding.empty()) {
        return concat("its answer is encoded (", printable(coding, 40), "), although that was not requested");
    }
    // libcurl uses the last of several lengths, and accepts `+5` and `5 bytes`.
    const std::string first = header("Content-Length");
    for (std::size_t index = 0;; ++index) {
        const std::string length = header("Content-Length", index);
        if (length.empty()) return {};
        if (!parse_content_length(length)) {
            return concat("its answer's Content-Length is not a number: ", printable(length, 40));
        }
        if (length != first) {
            return concat("its answer has two Content-Length values: ",
                          printable(concat(first, " and ", length), 80));
        }
    }
}

std::string HttpRequest::encoding() const {
    constexpr int kLastAnswer = -1;
    curl_header* found = nullptr;
    for (std::size_t index = 0;; ++index) {
        const CURLHcode code =
            curl_easy_header(easy_.get(), "Content-Encoding", index, CURLH_HEADER, kLastAnswer, &found);
        if (code != CURLHE_OK) return {};
        if (changes_body(found->value)) return found->value;
    }
}

Version HttpRequest::version() const {
    Version version{strong_etag(header("ETag")), std::nullopt};
    const std::time_t modified = curl_getdate(header("Last-Modified").c_str(), nullptr);
    if (modified > 0) version.modified = modified;
    return version;
}

std::optional<ContentRange> HttpRequest::content_range() const {
    return ContentRange::parse(header("Content-Range"));
}

bool HttpRequest::continues_held() const {
    const auto range = content_range();
    return held_ && range && range->span == ContentRange::Span{held_->size, range->size - 1} &&
           version().agrees_with(held_->version);
}

bool HttpRequest::brings_a_file() const {
    const long answer = status();
    return answer == kStatusOk || (answer == kStatusPartial && continues_held());
}

bool HttpRequest::is_complete() const {
    return held_ && status() == kStatusRangeNotSatisfiable &&
           content_range() == ContentRange{std::nullopt, held_->size};
}

std::string HttpRequest::reason(CURLcode code) const {
    if (code == CURLE_OUT_OF_MEMORY) return "out of memory, or a header line over 100 kB";
    if (code == CURLE_UNSUPPORTED_PROTOCOL && status() == 0) return "the server does not speak HTTP";
    std::string text = printable(message_[0] != '\0' ? message_.data() : curl_easy_strerror(code), 200);
    if (code != CURLE_COULDNT_CONNECT) return text;
    long error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &error);
    return error == 0 ? text
                      : concat(text, " (", std::generic_category().message(static_cast<int>(error)), ')');
}

Fault HttpRequest::fault(CURLcode code) const {
    if (lacks_randomness_) {
        return {"the switch has no random numbers yet, but https needs them",
                "it collects them while it is running: try again some minutes later", Retryable::Yes};
    }
    if (!fault_.empty()) return {fault_, "", Retryable::Yes};
    if (const auto fault = tls_.fault(code)) return *fault;
    const bool is_unknown = code == CURLE_COULDNT_RESOLVE_HOST;
    return {reason(code),
            is_unknown ? "check the name, or use an address: the VRF may have no name server" : "",
            Retryable::Yes};
}

std::size_t HttpRequest::on_header(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<HttpRequest*>(self);
    try {
        return request->take_head({data, size}) ? size : 0;
    } catch (...) {  // must not pass through C code
        request->failure_ = std::current_exception();
        return 0;
    }
}

std::size_t HttpRequest::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<HttpRequest*>(self);
    try {
        return request->take({data, size}) ? size : 0;
    } catch (...) {
        request->failure_ = std::current_exception();
        return 0;
    }
}

bool HttpRequest::take_head(std::string_view line) {
    head_bytes_ += line.size();
    if (head_bytes_ > kMostHead) {
        fault_ = concat("the headers of its answer are larger than ", kMostHead / 1024, " KiB");
        return false;
    }
    if (line.starts_with("HTTP/")) {  // may be a further answer: after a 1xx, or a redirect
        head_is_whole_ = false;
        connection_ = Tls::connection_of(easy_.get());
        if (over_tls()) Tls::forbid_downgrade(easy_.get());
    }
    if (trimmed(line).empty()) head_is_whole_ = true;
    return true;
}

bool HttpRequest::take(std::string_view bytes) {
    interrupt_.check();  // libcurl keeps going as long as data is available, as it is with a slow disk
    received_ += bytes.size();
    if (!begun_) {
        // An error page: read it to its end if it is short, so that the connection can be reused.
        if (!every_body_ && !brings_a_file()) return received_ <= kLongestErrorPage;
        if (!begin()) return false;
    }
    // libcurl checks a body's size against Content-Length, but not against Content-Range.
    too_much_ = announced_ && received_ > *announced_;
    if (too_much_) return false;
    sink_.write(bytes);
    return true;
}

bool HttpRequest::begin() {
    if (brings_a_file()) fault_ = fault_of_body();
    if (!fault_.empty()) return false;
    begun_ = true;
    if (held_ && status() == kStatusPartial) {
        const std::uint64_t size = content_range()->size;
        announced_ = size - held_->size;
        sink_.begin({size, held_->size, held_->version});
        return true;
    }
    curl_off_t size = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    if (size >= 0) announced_ = static_cast<std::uint64_t>(size);
    sink_.begin({announced_, 0, version()});
    return true;
}

bool HttpRequest::over_tls() const {
    const char* url = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_EFFECTIVE_URL, &url);
    return lower(url).starts_with("https:");
}

bool HttpRequest::is_chunked() const {
    const std::string codings = header("Transfer-Encoding");
    const std::string_view last = std::string_view(codings).substr(codings.rfind(',') + 1);
    return lower(trimmed(last)) == "chunked";
}

bool HttpRequest::may_be_truncated() const {
    const bool marks_its_end = !header("Content-Length").empty() || is_chunked();
    return over_tls() && !marks_its_end && !tls_.was_ended(connection_);
}

}  // namespace poap
