#include "plan/builtin_path.hpp"

#include <array>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// Releases in poap.py's path, as in the names of its images.
constexpr std::array<std::string_view, 3> kPath = {"5.0.3.U5.1", "6.0.2.U6.2a", "6.0.2.U6.7"};
constexpr std::string_view kFirstWithOneImage = "7.0.3.I3.1";

Release release(std::string_view text) {
    return Release::parse(text).value();
}

/// By the running image's name, or by a release 5.x or 6.x, unless the name is another family's
/// (`n5000-uk9…`, `n9000-dk9…`).
bool is_nexus_3000(const RunningImages& running) {
    const std::string_view name = running.system ? std::string_view(running.system->str()) : "";
    if (name.starts_with("n3000-")) return true;
    const bool names_a_family = name.size() > 1 && name[0] == 'n' && name[1] >= '0' && name[1] <= '9';
    return !names_a_family && *running.release >= release("5.0") && *running.release < release("7.0");
}

/// The releases of the path between the running one and `target`.
std::vector<std::string_view> path_to(const Release& target, const Release& running) {
    std::vector<std::string_view> path;
    for (const std::string_view step : kPath) {
        if (running < release(step) && release(step) < target) path.push_back(step);
    }
    return path;
}

/// In the form of `hops`.
std::string hops_of(const std::vector<std::string_view>& path) {
    std::string hops;
    for (const std::string_view step : path)
        hops +=
            concat(hops.empty() ? "" : ", ", "n3000-uk9.", step, ".bin+n3000-uk9-kickstart.", step, ".bin");
    return hops;
}

}  // namespace

std::optional<std::string> check_builtin_path(const InstallPlan& plan, const RunningImages& running) {
    if (!plan.system || !plan.hops.empty() || !running.release || !is_nexus_3000(running))
        return std::nullopt;
    const auto name = FileName::parse(plan.system->served_name());
    const auto target = name ? Release::of_image(*name) : std::nullopt;
    if (!target) return std::nullopt;
    const auto path = path_to(*target, *running.release);
    if (path.empty()) return std::nullopt;
    const std::string cause =
        concat("the switch runs ", running.release->str(), ", from which poap.py upgrades a Nexus 3000 to ",
               name->str(), " through images that it knows itself; this agent knows none");
    const std::string advice = concat("list them: `\"hops\": \"", hops_of(path), "\"`");
    if (*target >= release(kFirstWithOneImage)) throw Error(ExitCode::Usage, cause, advice);
    return concat(cause, ". If the switch needs them, ", advice);
}

}  // namespace poap
