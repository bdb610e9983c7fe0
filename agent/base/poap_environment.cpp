#include "base/poap_environment.hpp"

#include <string_view>

namespace poap {

namespace {

/// Twelve hex digits in their own case: a config may be named so.
std::optional<FileName> digits_of_mac(std::string_view text) {
    return Mac::parse_plain(text) ? FileName::parse(text) : std::nullopt;
}

}  // namespace

PoapEnvironment PoapEnvironment::parse(const char* const* entries) {
    PoapEnvironment environment;
    for (; *entries != nullptr; ++entries) {
        const std::string_view entry(*entries);
        if (!entry.starts_with("POAP_")) continue;
        environment.in_poap = true;
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = entry.substr(0, equals);
        const auto value = entry.substr(equals + 1);
        if (name == "POAP_SERIAL") environment.serial = Serial::parse(value);
        if (name == "POAP_MGMT_MAC") {
            environment.mgmt_mac = Mac::parse_plain(value);
            environment.given_mgmt_mac = digits_of_mac(value);
        }
        // `none` is the agent's own word, not the name of a switch's VRF.
        if (name == "POAP_VRF" && value != "none") environment.vrf = FileName::parse(value);
        if (name == "POAP_PHASE") environment.from_usb = value == "USB";
        if (name == "POAP_HOST_NAME") environment.host_name = FileName::parse(value);
        if (name == "POAP_INTF") environment.port = InterfaceName::parse(value);
        if (name == "POAP_MAC") environment.port_mac = digits_of_mac(value);
        if (name == "POAP_RMAC") environment.router_mac = digits_of_mac(value);
    }
    return environment;
}

}  // namespace poap
