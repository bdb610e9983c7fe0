#include "http_answer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "refusal.hpp"
#include "wire/http_headers.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_piece = 64 * 1024;

struct Span {
    std::uint64_t first;
    std::uint64_t length;
};

/// From the library's form of `first-last`, where -1 stands for a missing number.
Span span_of(const httplib::Range& range, std::uint64_t size) {
    const auto [first, last] = range;
    if (first < 0) {
        const auto length = std::min(size, static_cast<std::uint64_t>(std::max<ssize_t>(last, 0)));
        return {size - length, length};
    }
    const auto from = std::min(size, static_cast<std::uint64_t>(first));
    const auto to = last < 0 ? size : std::min(size, static_cast<std::uint64_t>(last) + 1);
    return {from, to > from ? to - from : 0};
}

std::string content_range(const Span& span, std::uint64_t size) {
    const std::string bytes =
        span.length == 0 ? "*"
                         : std::to_string(span.first) + "-" + std::to_string(span.first + span.length - 1);
    return "bytes " + bytes + "/" + std::to_string(size);
}

/// Identifies a version of a file (RFC 9110, 8.8).
struct Validators {
    std::string etag;
    std::string last_modified;
};

Validators validators_of(const struct stat& status) {
    std::array<char, 64> etag{};
    std::snprintf(etag.data(), etag.size(), "\"%llx-%llx-%llx\"",
                  static_cast<unsigned long long>(status.st_mtim.tv_sec),
                  static_cast<unsigned long long>(status.st_mtim.tv_nsec),
                  static_cast<unsigned long long>(status.st_size));
    return {etag.data(), http_date(status.st_mtim.tv_sec)};
}

/// Whether the request's Range applies: not if it is for another version of the file (RFC 9110, 13.1.5).
bool range_counts(const httplib::Request& request, const Validators& now) {
    if (request.ranges.empty()) return false;
    if (!request.has_header("If-Range")) return true;
    const std::string wanted = request.get_header_value("If-Range");
    return wanted == now.etag || wanted == now.last_modified;
}

/// Sends the next piece of the span. Returns false if the file has shrunk or cannot be read: cutting the
/// connection is the only way to tell the client after the status was sent.
bool send_piece(const File& file, const Span& span, std::size_t sent, httplib::DataSink& sink) try {
    std::array<char, most_piece> buffer;
    const auto wanted = std::min<std::uint64_t>(buffer.size(), span.length - sent);
    const std::size_t got = file.read_at(span.first + sent, std::span(buffer).first(wanted));
    if (got < wanted || !sink.write(buffer.data(), got)) return false;
    if (sent + got == span.length) sink.done();
    return true;
} catch (const std::exception&) {
    return false;
}

void answer_bytes(httplib::Response& response, int status, const std::string& content_type,
                  std::uint64_t length, httplib::ContentProviderWithoutLength provider) {
    response.status = status;
    response.set_header("Content-Length", std::to_string(length));
    response.set_content_provider(content_type, std::move(provider));
}

}  // namespace

void answer_text(httplib::Response& response, int status, const std::string& content_type, std::string body) {
    const std::size_t length = body.size();
    answer_bytes(response, status, content_type, length,
                 [body = std::move(body)](std::size_t, httplib::DataSink& sink) {
                     const bool sent = sink.write(body.data(), body.size());
                     sink.done();
                     return sent;
                 });
}

void answer_shared(httplib::Response& response, const std::string& content_type,
                   std::shared_ptr<const std::string> body, std::chrono::seconds limit) {
    const std::size_t length = body->size();
    const auto deadline = std::chrono::steady_clock::now() + limit;
    answer_bytes(response, 200, content_type, length,
                 [body = std::move(body), deadline](std::size_t sent, httplib::DataSink& sink) {
                     if (std::chrono::steady_clock::now() > deadline) return false;
                     const std::size_t size = std::min(most_piece, body->size() - sent);
                     if (!sink.write(body->data() + sent, size)) return false;
                     if (sent + size == body->size()) sink.done();
                     return true;
                 });
}

void answer_message(httplib::Response& response, int status, const std::string& message) {
    // A message may quote client data in any encoding.
    answer_text(
        response, status, "application/json",
        nlohmann::json{{"message", message}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void answer_file(const httplib::Request& request, httplib::Response& response,
                 const std::string& content_type, File file) {
    const Validators validators = validators_of(file.status());
    response.set_header("ETag", validators.etag);
    response.set_header("Last-Modified", validators.last_modified);
    const bool partial = range_counts(request, validators);
    if (partial && request.ranges.size() > 1) throw Refusal(416, "only one range is supported");
    const std::uint64_t size = file.size();
    const Span span = partial ? span_of(request.ranges.front(), size) : Span{0, size};
    response.set_header("Accept-Ranges", "bytes");
    if (partial) response.set_header("Content-Range", content_range(span, size));
    if (partial && span.length == 0) throw Refusal(416, "the range is outside the file");
    answer_bytes(
        response, partial ? 206 : 200, content_type, span.length,
        [shared = std::make_shared<File>(std::move(file)), span](std::size_t sent, httplib::DataSink& sink) {
            return send_piece(*shared, span, sent, sink);
        });
}

}  // namespace poap::stub
