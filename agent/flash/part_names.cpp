#include "flash/part_names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::string_view kPartSuffix = ".part";

/// `prefix`, then the end of the name, cut to the maximum length.
FileName prefixed(const std::string& prefix, const std::string& name) {
    const std::size_t kept = std::min(name.size(), FileName::kLongest - prefix.size());
    return FileName::parse(concat(prefix, name.substr(name.size() - kept))).value();
}

}  // namespace

std::string part_name(const FileName& name) {
    return concat('.', name.str(), kPartSuffix);
}

std::optional<FileName> planned_name(std::string_view part) {
    if (!part.starts_with('.') || !part.ends_with(kPartSuffix)) return std::nullopt;
    if (part.size() <= 1 + kPartSuffix.size()) return std::nullopt;
    return FileName::parse(part.substr(1, part.size() - 1 - kPartSuffix.size()));
}

FileName first_config_name(const FileName& planned) {
    return prefixed("poap-agent-first.", planned.str());
}

std::vector<FileName> config_names(const FileName& planned) {
    constexpr int kMost = 9;
    std::vector<FileName> names = {planned, prefixed("poap-agent.", planned.str())};
    for (int n = 2; n <= kMost; ++n) names.push_back(prefixed(concat("poap-agent-", n, '.'), planned.str()));
    return names;
}

}  // namespace poap
