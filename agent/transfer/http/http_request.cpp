#include "transfer/http/http_request.hpp"

#include <sys/socket.h>

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
constexpr std::uint64_t kLongestErrorPage = 64 * 1024;
/// Limit for the headers and trailers of all answers to one request. libcurl keeps them all, and only limits
/// the headers, to 300 KB per answer.
constexpr std::size_t kMostHead = 512 * 1024;

/// The main thread may start a program at any time, which must not inherit the socket.
curl_socket_t open_unshared(void*, curlsocktype, curl_sockaddr* address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

HttpRequest::HttpRequest(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                         const Interrupt& interrupt, Tls& tls, BodySink& sink)
    : transfer_(url, patience, slowest, interrupt, sink),
      headers_(nullptr, curl_slist_free_all),
      patience_(patience),
      interrupt_(interrupt),
      tls_(tls) {
    tls_.configure(transfer_.easy(), url);
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    set(CURLOPT_USERAGENT, "poap-agent");
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

void HttpRequest::make_post(const std::string& json, std::chrono::seconds longest) {
    add_header("Content-Type: application/json");
    set(CURLOPT_COPYPOSTFIELDS, json.c_str());
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_TIMEOUT, static_cast<long>(longest.count()));
    set(CURLOPT_OPENSOCKETFUNCTION, &open_unshared);
    no_body_ = true;
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
    const CURLcode code = transfer_.run(multi);
    if (!transfer_.stall().empty()) fault_ = transfer_.stall();
    if (code != CURLE_OK) return code;
    if (!begun_ && status() == kStatusOk && !begin()) return CURLE_WEIRD_SERVER_REPLY;  // an empty answer
    if (!begun_ || !may_be_truncated()) return CURLE_OK;
    fault_ = "the connection ended, but the server did not mark the end of its answer";
    return CURLE_PARTIAL_FILE;
}

long HttpRequest::status() const {
    long status = 0;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string HttpRequest::header(const char* name, std::size_t index) const {
    constexpr int kLastAnswer = -1;
    curl_header* found = nullptr;
    const CURLHcode code = curl_easy_header(transfer_.easy(), name, index, CURLH_HEADER, kLastAnswer, &found);
    return code == CURLHE_OK ? std::string(found->value) : std::string();
}

std::string HttpRequest::redirect_target() const {
    if (status() / 100 != 3) return {};
    // Not header(): libcurl's "last answer" may belong to a request that it did not send.
    std::string target;
    for (int request = 0; request <= kMostRedirects; ++request) {
        curl_header* found = nullptr;
        const CURLHcode code =
            curl_easy_header(transfer_.easy(), "Location", 0, CURLH_HEADER, request, &found);
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
            curl_easy_header(transfer_.easy(), "Content-Encoding", index, CURLH_HEADER, kLastAnswer, &found);
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

Fault HttpRequest::fault(CURLcode code) const {
    if (lacks_randomness_) {
        return {"the switch has no random numbers yet, but https needs them",
                "it collects them while it is running: try again some minutes later", Retryable::Yes};
    }
    if (!fault_.empty()) return {fault_, "", Retryable::Yes};
    if (const auto fault = tls_.fault(code)) return *fault;
    if (code == CURLE_UNSUPPORTED_PROTOCOL && status() == 0)
        return {"the server does not speak HTTP", "", Retryable::Yes};
    const bool is_unknown = code == CURLE_COULDNT_RESOLVE_HOST;
    return {transfer_.reason(code),
            is_unknown ? "check the name, or use an address: the VRF may have no name server" : "",
            Retryable::Yes};
}

std::size_t HttpRequest::on_header(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<HttpRequest*>(self);
    return request->transfer_.guard([&] { return request->take_head({data, size}); }) ? size : 0;
}

std::size_t HttpRequest::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<HttpRequest*>(self);
    return request->transfer_.guard([&] { return request->take({data, size}); }) ? size : 0;
}

bool HttpRequest::take_head(std::string_view line) {
    head_bytes_ += line.size();
    if (head_bytes_ > kMostHead) {
        fault_ = concat("the headers of its answer are larger than ", kMostHead / 1024, " KiB");
        return false;
    }
    if (line.starts_with("HTTP/")) {  // may be a further answer: after a 1xx, or a redirect
        head_is_whole_ = false;
        connection_ = Tls::connection_of(transfer_.easy());
        if (over_tls()) Tls::forbid_downgrade(transfer_.easy());
    }
    if (trimmed(line).empty()) head_is_whole_ = true;
    return true;
}

bool HttpRequest::take(std::string_view bytes) {
    interrupt_.check();  // libcurl keeps going as long as data is available, as it is with a slow disk
    received_ += bytes.size();
    if (!begun_) {
        // An error page, or not wanted: read it to its end if it is short, so that the connection can be
        // reused.
        if (no_body_ || (!every_body_ && !brings_a_file())) return received_ <= kLongestErrorPage;
        if (!begin()) return false;
    }
    // libcurl checks a body's size against Content-Length, but not against Content-Range.
    too_much_ = announced_ && received_ > *announced_;
    if (too_much_) return false;
    transfer_.sink().write(bytes);
    return true;
}

bool HttpRequest::begin() {
    if (brings_a_file()) fault_ = fault_of_body();
    if (!fault_.empty()) return false;
    begun_ = true;
    if (held_ && status() == kStatusPartial) {
        const std::uint64_t size = content_range()->size;
        announced_ = size - held_->size;
        transfer_.sink().begin({size, held_->size, held_->version});
        return true;
    }
    curl_off_t size = -1;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    if (size >= 0) announced_ = static_cast<std::uint64_t>(size);
    transfer_.sink().begin({announced_, 0, version()});
    return true;
}

bool HttpRequest::over_tls() const {
    const char* url = nullptr;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_EFFECTIVE_URL, &url);
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
