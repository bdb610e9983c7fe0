#include "request_guard.hpp"

#include <string_view>

#include "base/text.hpp"
#include "boot_files.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {
namespace {

// Longer than any of our paths; the library matches paths with std::regex, which recurses once per character.
constexpr std::size_t max_path = 512;

/// The methods allowed for a path; empty if it belongs to no route.
std::string methods_of(std::string_view path) {
    for (const std::string_view folder : {"/conf/", "/images/", "/preview/"})
        if (path.starts_with(folder)) return "GET, HEAD";
    if (path == "/") return "GET, HEAD";
    if (path.size() < 2 || path.find('/', 1) != path.npos) return "";
    return is_boot_file_name(path) ? "GET, HEAD, PUT" : "PUT";
}

std::optional<HeaderFault> body_fault(const httplib::Request& request, std::size_t most_body) {
    if (request.has_header("Transfer-Encoding") || !request.has_header("Content-Length"))
        return HeaderFault{411, {}, {}};
    const auto length = tftp::parse_number(request.get_header_value("Content-Length"));
    if (!length || request.get_header_value_count("Content-Length") != 1)
        return HeaderFault{400, "Content-Length is not a single number", {}};
    if (*length > most_body) return HeaderFault{413, {}, {}};
    if (lower(request.get_header_value("Content-Type")).starts_with("multipart/"))
        return HeaderFault{
            400, "the form must be application/x-www-form-urlencoded, with a field 'data'", {}};
    return std::nullopt;
}

}  // namespace

std::optional<HeaderFault> validation_error(const httplib::Request& request, std::size_t most_body) {
    if (request.path.size() > max_path) return HeaderFault{414, {}, {}};
    const std::string methods = methods_of(request.path);
    if (methods.empty()) return HeaderFault{404, {}, {}};
    if (methods.find(request.method) == methods.npos) return HeaderFault{405, {}, methods};
    if (request.has_header("Content-Encoding"))
        return HeaderFault{415, "Content-Encoding is not supported: send the form unencoded", {}};
    return request.method == "PUT" ? body_fault(request, most_body) : std::nullopt;
}

bool leaves_body(const httplib::Request& request, std::size_t most_body) {
    if (validation_error(request, most_body)) return true;
    return request.method != "PUT" &&
           (request.has_header("Content-Length") || request.has_header("Transfer-Encoding"));
}

}  // namespace poap::stub
