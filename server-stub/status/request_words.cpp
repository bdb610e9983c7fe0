#include "status/request_words.hpp"

#include "base/text.hpp"
#include "boot_files.hpp"

namespace poap::stub {
namespace {

constexpr std::string_view sidecar_suffix = ".md5";
constexpr std::string_view config_suffix = ".cfg";

/// The serial number that NX-OS 10.2(1) and later send; none if it is not valid.
std::optional<FileName> serial_in_header(const httplib::Request& request) {
    return FileName::parse(request.get_header_value("X-Vendor-Serial"));
}

bool is_success(int status) {
    return status < 300;
}

std::string fetched(const std::string& what, int status) {
    return is_success(status) ? "fetched " + what : concat("asked for ", what, ": status ", status);
}

std::optional<SwitchRequest> registration(const httplib::Request& request, int status) {
    auto serial = FileName::parse(request.path.substr(1));
    auto mac = MacAddress::parse(request.get_param_value("data"));
    if (!serial || !mac) return std::nullopt;
    return SwitchRequest{{std::move(serial), std::move(mac)},
                         true,
                         {},
                         is_success(status) ? "registered" : concat("registration refused: status ", status),
                         true};
}

std::optional<SwitchRequest> download(const httplib::Request& request, int status) {
    const std::string& path = request.path;
    const auto slash = path.rfind('/');
    auto name = FileName::parse(std::string_view(path).substr(slash + 1));
    if (!name || path.ends_with(sidecar_suffix)) return std::nullopt;
    SwitchRequest seen{{serial_in_header(request), std::nullopt}, true, {}, {}};
    if (path.starts_with("/conf/")) {
        if (!seen.id.serial) seen = {{name, std::nullopt}, false, {}, {}};
        seen.what = fetched("its configuration", status);
    } else if (path.starts_with("/images/")) {
        seen.what =
            is_success(status) ? "downloads " + name->str() + " over HTTP" : fetched(name->str(), status);
    } else if (slash == 0 && is_boot_file_name(path)) {
        seen.what = fetched("the boot file", status);
    } else {
        return std::nullopt;
    }
    return seen;
}

}  // namespace

std::string plain_address(std::string_view client) {
    constexpr std::string_view mapped = "::ffff:";
    return std::string(client.starts_with(mapped) ? client.substr(mapped.size()) : client);
}

std::optional<SwitchRequest> switch_request(const httplib::Request& request, int status,
                                            const std::string& client) {
    std::optional<SwitchRequest> seen;
    if (request.method == "PUT") seen = registration(request, status);
    if (request.method == "GET") seen = download(request, status);
    if (seen) seen->client = plain_address(client);
    return seen;
}

std::optional<SwitchRequest> switch_request(const FileName& file, const std::string& client) {
    const std::string& name = file.str();
    if (name.ends_with(sidecar_suffix)) return std::nullopt;
    SwitchRequest seen{{}, false, client, "downloads " + name + " over TFTP"};
    if (is_boot_file_name(name)) seen.what = "fetched the boot file over TFTP";
    if (name.ends_with(config_suffix)) {
        seen.id.serial = FileName::parse(name.substr(0, name.size() - config_suffix.size()));
        seen.what = "fetched its configuration over TFTP";
    }
    return seen;
}

}  // namespace poap::stub
