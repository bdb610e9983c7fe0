#include "plan/static_plan.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// Joins `parts` from outside to a file name. Replaces the slashes of ports: `Eth1/32`.
template <typename... Parts>
FileName named(const Parts&... parts) {
    std::string text = concat(parts...);
    std::replace(text.begin(), text.end(), '/', '_');
    const auto name = FileName::parse(text);
    if (name) return *name;
    throw Error(ExitCode::Switch,
                concat("the config would be `", printable(text, 220), "`, which is not a valid file name"),
                "a name may have at most 200 letters, digits, dots, dashes and underscores: use another "
                "--mode");
}

std::string capital_digits(const Mac& mac) {
    std::string digits;
    for (const char c : mac.str()) {
        if (c != '.') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return digits;
}

/// MAC addresses that may be in the config's name, preferred first.
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

/// Whether a config or an extra file would replace the running image.
std::optional<std::string> running_image_error(const InstallPlan& plan, const RunningImages& running) {
    const auto runs = [&](const FileName& name) {
        return name == running.system || name == running.kickstart;
    };
    if (plan.config && runs(plan.config->name))
        return concat("its config is ", plan.config->name.str(), ", which is the running image");
    for (const ExtraFile& file : plan.files) {
        if (runs(file.first_name()))
            return concat("it puts ", file.path(), " on bootflash, which is the running image");
    }
    return std::nullopt;
}

}  // namespace

InstallPlan make_plan(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                      const IsThere& is_on_stick) {
    const FileName name = config_name(own, identity, environment, is_on_stick);
    InstallPlan plan = own.images;
    plan.config = own.configs.file(name, name);
    auto fault = validation_error(plan);
    if (!fault) fault = running_image_error(plan, identity.running);
    if (!fault) return plan;
    throw Error(ExitCode::Usage, concat("the options are not a valid plan: ", *fault),
                "`poap-agent --help` lists the options");
}

}  // namespace poap
