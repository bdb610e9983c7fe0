#pragma once

#include <string>
#include <vector>

#include "options/options.hpp"
#include "support/planned.hpp"

namespace poap::test {

using Arguments = std::vector<std::string>;

inline Arguments operator+(Arguments first, const Arguments& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

inline Options parse(const Arguments& arguments, const PoapEnvironment& environment = {}) {
    std::vector<const char*> argv = {"poap-agent"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return parse_options(static_cast<int>(argv.size()), argv.data(), environment);
}

/// The least that poap.py takes, by a protocol that the agent has.
inline const Arguments kPoapPyBlock = {"--hostname=10.0.0.1", "--transfer-protocol=http",
                                       "--target-system-image=nxos.9.3.10.bin"};

/// Where a configuration named x would come from.
inline std::string config_url(const Options& options) {
    return options.static_plan->configs.file(name("x"), name("x")).url;
}

}  // namespace poap::test
