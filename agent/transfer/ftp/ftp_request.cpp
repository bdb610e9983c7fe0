#include "transfer/ftp/ftp_request.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr long kKeepAlive = 30;  // seconds
/// Lines of the server in a download: greetings may be long, but not endless.
constexpr std::size_t kMostLines = 1000;

/// An absolute path is preceded by two slashes (RFC 1738, 3.2.2).
std::string absolute(const std::string& url) {
    constexpr std::string_view kScheme = "ftp://";
    const auto slash = url.find('/', kScheme.size());
    return concat(url.substr(0, slash), '/', url.substr(slash));
}

}  // namespace

FtpRequest::FtpRequest(const std::string& url, const std::optional<Credentials>& credentials,
                       std::optional<Partial> held, std::chrono::seconds patience, SlowestRate slowest,
                       const Interrupt& interrupt, BodySink& sink)
    : transfer_(absolute(url), patience, slowest, interrupt, sink),
      interrupt_(interrupt),
      held_(std::move(held)) {
    transfer_.set(CURLOPT_PROTOCOLS_STR, "ftp");
    transfer_.set(CURLOPT_FTP_FILEMETHOD, long{CURLFTPMETHOD_NOCWD});
    transfer_.set(CURLOPT_FILETIME, 1L);
    if (credentials) {
        transfer_.set(CURLOPT_USERNAME, credentials->user().c_str());
        transfer_.set(CURLOPT_PASSWORD, credentials->password().c_str());
    }
    if (held_) transfer_.set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(held_->size));
    transfer_.set(CURLOPT_FTP_SKIP_PASV_IP, 1L);
    const auto seconds = static_cast<long>(patience.count());
    transfer_.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);  // also limits QUIT at the end
    // A firewall may drop the idle control connection during a long image.
    transfer_.set(CURLOPT_TCP_KEEPALIVE, 1L);
    transfer_.set(CURLOPT_TCP_KEEPIDLE, kKeepAlive);
    transfer_.set(CURLOPT_TCP_KEEPINTVL, kKeepAlive);
    // After the data, libcurl waits for the server in a loop of its own.
    transfer_.set(CURLOPT_NOPROGRESS, 0L);
    transfer_.set(CURLOPT_XFERINFOFUNCTION, &FtpRequest::on_tick);
    transfer_.set(CURLOPT_XFERINFODATA, this);
    transfer_.set(CURLOPT_HEADERFUNCTION, &FtpRequest::on_line);
    transfer_.set(CURLOPT_HEADERDATA, this);
    transfer_.set(CURLOPT_WRITEFUNCTION, &FtpRequest::on_body);
    transfer_.set(CURLOPT_WRITEDATA, this);
}

CURLcode FtpRequest::perform(CURLM* multi) {
    const CURLcode code = transfer_.run(multi);
    interrupt_.check();
    // Without a byte: an empty file, or nothing after the held part. libcurl announces the whole file then.
    if (code == CURLE_OK && !begun_ && !begin(0)) return CURLE_WRITE_ERROR;
    return code;
}

std::string FtpRequest::reason(CURLcode code) const {
    if (!fault_.empty()) return fault_;
    return transfer_.stall().empty() ? transfer_.reason(code) : transfer_.stall();
}

Version FtpRequest::version() const {
    curl_off_t modified = -1;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_FILETIME_T, &modified);
    Version version;
    if (modified > 0) version.modified = modified;
    return version;
}

bool FtpRequest::is_busy() const {
    constexpr std::array<std::string_view, 2> kBusy = {"too many", "maximum"};
    return mentions(last_line_, kBusy);
}

std::size_t FtpRequest::on_line(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<FtpRequest*>(self);
    return request->transfer_.guard([&] { return request->take_line({data, size}); }) ? size : 0;
}

int FtpRequest::on_tick(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<FtpRequest*>(self)->interrupt_.raised() ? 1 : 0;
}

std::size_t FtpRequest::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<FtpRequest*>(self);
    return request->transfer_.guard([&] { return request->take({data, size}); }) ? size : 0;
}

bool FtpRequest::take_line(std::string_view line) {
    transfer_.note_progress();
    last_line_ = line;
    if (++lines_ > kMostLines) fault_ = "the server sends too many lines";
    return fault_.empty();
}

bool FtpRequest::take(std::string_view bytes) {
    interrupt_.check();  // libcurl keeps going as long as data is available, as it is with a slow disk
    if (!begun_ && !begin(announced())) return false;
    transfer_.sink().write(bytes);
    return true;
}

std::optional<std::uint64_t> FtpRequest::announced() const {
    curl_off_t left = -1;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &left);
    return left < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(left));
}

bool FtpRequest::begin(std::optional<std::uint64_t> left) {
    begun_ = true;
    file_changed_ = held_ && !(version().known() && version().agrees_with(held_->version));
    if (file_changed_) return false;
    const std::uint64_t offset = held_ ? held_->size : 0;
    transfer_.sink().begin({left ? std::optional(offset + *left) : std::nullopt, offset, version()});
    return true;
}

}  // namespace poap
