#include "options/environment.hpp"

#include <string_view>

namespace poap {

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
        if (name == "POAP_MGMT_MAC") environment.mgmt_mac = Mac::parse_plain(value);
        if (name == "POAP_VRF") environment.vrf = FileName::parse(value);
    }
    return environment;
}

}  // namespace poap
