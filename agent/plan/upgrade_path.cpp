#include "plan/upgrade_path.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

Release release_of(const Hop& hop) {
    return Release::of_image(hop.system.name).value();  // see validation_error
}

const Release& running_release(const RunningImages& running) {
    if (running.release) return *running.release;
    throw Error(
        ExitCode::Switch, "the running release is not known, and the plan has hops",
        "`show version` has no line `NXOS: version` or `system: version`; take the hops out of the plan");
}

}  // namespace

InstallPlan next_upgrade_step(const InstallPlan& plan, const RunningImages& running, ExitCode code) {
    InstallPlan target = plan;
    target.hops.clear();
    const bool is_there = plan.system && plan.system->is_running(running.system);
    if (plan.hops.empty() || is_there) return target;

    const Release& here = running_release(running);
    const Hop* next = nullptr;
    bool ahead = false;
    std::optional<Release> reached_by;  // of the hop before
    for (const Hop& hop : plan.hops) {
        const Release release = release_of(hop);
        const auto& from = hop.from ? hop.from : reached_by;
        if (here < release) {
            ahead = true;
            if (!from || *from <= here) next = &hop;
        }
        reached_by = release;
    }
    if (next != nullptr) return {std::nullopt, next->system, next->kickstart};
    if (!ahead) return target;
    throw Error(code, concat("no hop of the plan applies from ", here.str(), ", which runs"),
                "add a hop that does, or lower the version that one applies from");
}

}  // namespace poap
