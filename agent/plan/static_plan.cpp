#include "plan/static_plan.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// The file name that `parts` make, which are from outside. Slashes are those of ports: `Eth1/32`.
template <typename... Parts>
FileName named(const Parts&... parts) {
    std::string text = concat(parts...);
    std::replace(text.begin(), text.end(), '/', '_');
    const auto name = FileName::parse(text);
    if (name) return *name;
    throw Error(ExitCode::Switch, concat("the config would be `", printable(text, 220), "`, no file's name"),
                "a name has letters, digits, dots, dashes and underscores alone, at most 200: choose another "
                "--mode");
}

std::string capital_digits(const Mac& mac) {
    std::string digits;
    for (const char c : mac.str()) {
        if (c != '.') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return digits;
}

/// The MAC addresses that the config may be named by, the best first.
std::vector<std::string> macs_of(const Identity& identity, const PoapEnvironment& environment) {
    const auto given = environment.from_usb ? std::vector{environment.router_mac, environment.given_mgmt_mac}
                                            : std::vector{environment.port_mac};
    std::vector<std::string> macs;
    for (const auto& mac : given) {
        if (mac) macs.push_back(mac->str());
    }
    if (macs.empty()) macs.push_back(capital_digits(identity.mac));
    return macs;
}

FileName config_by_mac(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                       const IsThere& is_on_stick) {
    const auto macs = macs_of(identity, environment);
    for (const std::string& mac : macs) {
        FileName name = named("conf_", mac, ".cfg");
        if (macs.size() == 1 || is_on_stick(own.configs.file(name, name).url)) return name;
    }
    return named("conf_", macs.front(), ".cfg");
}

FileName config_name(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                     const IsThere& is_on_stick) {
    switch (own.mode) {
        case Mode::SerialNumber:
            return named("conf.", identity.serial.str());
        case Mode::Mac:
            return config_by_mac(own, identity, environment, is_on_stick);
        case Mode::Hostname:
            if (environment.host_name) return named("conf_", environment.host_name->str(), ".cfg");
            return own.config_file.value();
        case Mode::Location:
            return named("conf_", identity.neighbor.value().device, "_", identity.neighbor->port, ".cfg");
        case Mode::Raw:
            break;
    }
    return own.config_file.value();
}

}  // namespace

InstallPlan make_plan(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                      const IsThere& is_on_stick) {
    const FileName name = config_name(own, identity, environment, is_on_stick);
    InstallPlan plan = own.images;
    plan.config = own.configs.file(name, name);
    auto fault = validation_error(plan);
    if (!fault && (name == identity.running.system || name == identity.running.kickstart))
        fault = concat("its config is ", name.str(), ", the image that the switch runs");
    if (!fault) return plan;
    throw Error(ExitCode::Usage, concat("the options make no plan: ", *fault),
                "`poap-agent --help` lists the options");
}

}  // namespace poap
