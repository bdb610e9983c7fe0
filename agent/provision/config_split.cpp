#include "provision/config_split.hpp"

#include "nxos/split_rule.hpp"

namespace poap {

namespace {

/// The image that runs after the reload.
ReplayingImage replaying_image(const InstallPlan& step, const RunningImages& running) {
    const auto name = step.system ? std::optional(step.system->name) : running.system;
    if (!name) return {};
    const auto release = Release::of_image(*name);
    return {name, release || name != running.system ? release : running.release};
}

SplitRule rule_of(const InstallPlan& step, const Identity& identity, const Context& context) {
    switch (context.options.split_config) {
        case SplitConfig::Always:
            return {true, "--split-config is always"};
        case SplitConfig::Never:
            return {false, "--split-config is never"};
        case SplitConfig::Auto:
            break;
    }
    return split_rule(context.first_setup_log, replaying_image(step, identity.running));
}

}  // namespace

ConfigSplit config_split(const InstallPlan& step, const Identity& identity, const Context& context) {
    const SplitRule rule = rule_of(step, identity, context);
    const Split split = identity.is_nexus_3548 ? Split::OnNexus3548 : Split::Yes;
    return {rule.needed ? split : Split::No, rule.reason};
}

}  // namespace poap
