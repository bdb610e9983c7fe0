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
inline const std::string kAsker = "serial FDO24180ABC, MAC 5e01.4002.0000";

/// What the lab's server answers.
inline Json lab_plan() {
    return {{"system_image", "nxos.9.3.5.bin"}, {"kickstart_image", ""},
            {"tftp_server", "10.10.20.20"},     {"config_file", "FDO24180ABC.cfg"},
            {"config_protocol", "http"},        {"http_server", "10.10.20.20:5000"}};
}

/// The lab's plan with these keys changed or added.
inline Json lab_plan_with(const Json& changes) {
    Json plan = lab_plan();
    plan.update(changes);
    return plan;
}

/// A hop with these keys changed or added.
inline Json hop_with(const Json& changes) {
    Json hop = {{"system_image", "nxos.7.0.3.I7.9.bin"}};
    hop.update(changes);
    return hop;
}

inline InstallPlan parse(const Json& plan) {
    return parse_install_plan(plan.dump(), kAsker);
}

inline Error failure(const std::string& text) {
    return thrown_by([&] { parse_install_plan(text, kAsker); });
}

}  // namespace poap::test
