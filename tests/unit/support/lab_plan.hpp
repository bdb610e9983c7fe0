#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "plan/server_plan.hpp"
#include "support/thrown.hpp"

namespace poap::test {

using Json = nlohmann::json;

inline const std::string kMd5(32, 'a');
inline const std::string kSha256(64, 'b');
inline const std::string kSha512(128, 'c');

/// The lab's answer with these keys changed or added.
inline Json lab_plan_with(const Json& changes = Json::object()) {
    Json plan = {{"system_image", "nxos.9.3.5.bin"}, {"kickstart_image", ""},
                 {"tftp_server", "10.10.20.20"},     {"config_file", "FDO24180ABC.cfg"},
                 {"config_protocol", "http"},        {"http_server", "10.10.20.20:5000"}};
    plan.update(changes);
    return plan;
}

/// An intermediate image with these keys changed or added.
inline Json hop_with(const Json& changes = Json::object()) {
    Json hop = {{"system_image", "nxos.7.0.3.I7.9.bin"}};
    hop.update(changes);
    return hop;
}

inline InstallPlan parse(const std::string& text) {
    return parse_install_plan(text, "serial FDO24180ABC, MAC 5e01.4002.0000");
}

inline InstallPlan parse_with(const Json& changes) {
    return parse(lab_plan_with(changes).dump());
}

}  // namespace poap::test
