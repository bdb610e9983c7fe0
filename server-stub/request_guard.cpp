#include "request_guard.hpp"

#include <string_view>

#include "base/text.hpp"
#include "boot_files.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {
namespace {

// Longer than any of our paths; the library matches paths with std::regex, which recurses once per character.
constexpr std::size_t max_path = 512;

constexpr std::string_view reports_path = "/reports";

/// The methods allowed for a path; empty if it belongs to no route.
std::string methods_of(std::string_view path, const RequestRules& rules) {
    for (const std::string_view folder : {"/conf/", "/images/", "/preview/"})
        if (path.starts_with(folder)) return "GET, HEAD";
    if (rules.has_status && path == "/") return "GET, HEAD";
    if (rules.has_status && path == reports_path) return "POST";
    if (rules.has_status && (path == "/api/switches" || path.starts_with("/api/switches/")))
        return "GET, HEAD";
    if (path.size() < 2 || path.find('/', 1) != path.npos) return "";
    return is_boot_file_name(path) ? "GET, HEAD, PUT" : "PUT";
}

/// What is wrong with the type of a form or a report.
std::optional<HeaderFault> type_fault(const httplib::Request& request) {
    const std::string type = lower(request.get_header_value("Content-Type"));
    const bool is_json = trimmed(std::string_view(type).substr(0, type.find(';'))) == "application/json";
    if (request.method == "POST" && !is_json)
        return HeaderFault{415, "the report must be application/json", {}};
    if (type.starts_with("multipart/"))
        return HeaderFault{
            400, "the form must be application/x-www-form-urlencoded, with a field 'data'", {}};
    return std::nullopt;
}

std::optional<HeaderFault> body_fault(const httplib::Request& request, std::size_t most) {
    if (request.has_header("Transfer-Encoding") || !request.has_header("Content-Length"))
        return HeaderFault{411, {}, {}};
    const auto length = tftp::parse_number(request.get_header_value("Content-Length"));
    if (!length || request.get_header_value_count("Content-Length") != 1)
        return HeaderFault{400, "Content-Length is not a single number", {}};
    if (*length > most) return HeaderFault{413, {}, {}};
    return type_fault(request);
}

bool has_body(const httplib::Request& request) {
    return request.method == "PUT" || request.method == "POST";
}

}  // namespace

std::optional<HeaderFault> validation_error(const httplib::Request& request, const RequestRules& rules) {
    if (request.path.size() > max_path) return HeaderFault{414, {}, {}};
    const std::string methods = methods_of(request.path, rules);
    if (methods.empty()) return HeaderFault{404, {}, {}};
    if (methods.find(request.method) == methods.npos) return HeaderFault{405, {}, methods};
    if (request.has_header("Content-Encoding"))
        return HeaderFault{415, "Content-Encoding is not supported: send the body unencoded", {}};
    if (!has_body(request)) return std::nullopt;
    return body_fault(request, request.method == "POST" ? rules.report_bytes : rules.form_bytes);
}

bool leaves_body(const httplib::Request& request, const RequestRules& rules) {
    if (validation_error(request, rules)) return true;
    return !has_body(request) &&
           (request.has_header("Content-Length") || request.has_header("Transfer-Encoding"));
}

}  // namespace poap::stub
