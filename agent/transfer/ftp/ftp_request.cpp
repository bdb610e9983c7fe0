#include "transfer/ftp/ftp_request.hpp"

#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

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
    transfer_.set(CURLOPT_WRITEFUNCTION, &FtpRequest::on_body);
    transfer_.set(CURLOPT_WRITEDATA, this);
}

CURLcode FtpRequest::perform(CURLM* multi) {
    const CURLcode code = transfer_.run(multi);
    // Without a byte: an empty file, or nothing after the held part.
    if (code == CURLE_OK && !begun_ && !begin()) return CURLE_WRITE_ERROR;
    return code;
}

std::string FtpRequest::reason(CURLcode code) const {
    return transfer_.stall().empty() ? transfer_.reason(code) : transfer_.stall();
}

Version FtpRequest::version() const {
    curl_off_t modified = -1;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_FILETIME_T, &modified);
    Version version;
    if (modified > 0) version.modified = modified;
    return version;
}

std::size_t FtpRequest::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<FtpRequest*>(self);
    return request->transfer_.guard([&] { return request->take({data, size}); }) ? size : 0;
}

bool FtpRequest::take(std::string_view bytes) {
    interrupt_.check();  // libcurl keeps going as long as data is available, as it is with a slow disk
    if (!begun_ && !begin()) return false;
    transfer_.sink().write(bytes);
    return true;
}

bool FtpRequest::begin() {
    begun_ = true;
    is_another_ = held_ && !version().agrees_with(held_->version);
    if (is_another_) return false;
    const std::uint64_t offset = held_ ? held_->size : 0;
    curl_off_t left = -1;
    curl_easy_getinfo(transfer_.easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &left);
    std::optional<std::uint64_t> size;
    if (left >= 0) size = offset + static_cast<std::uint64_t>(left);
    transfer_.sink().begin({size, offset, version()});
    return true;
}

}  // namespace poap
