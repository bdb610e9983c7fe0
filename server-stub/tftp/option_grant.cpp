#include "tftp/option_grant.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace poap::stub {
namespace {

// RFC 7440 allows 65535, but half of the 16-bit block numbers are needed to distinguish late packets from new
// ones.
constexpr std::uint64_t most_window = 32767;
constexpr std::uint64_t most_seconds = 255;

/// Applies an option. Returns the granted value; none if the option is unknown or its value invalid.
std::optional<std::uint64_t> granted(Grant& grant, const std::string& name, std::uint64_t value,
                                     std::uint64_t file_size) {
    if (name == "tsize") return file_size;
    if (name == "blksize" && value >= tftp::kLeastBlock)
        return grant.block_size = std::min<std::uint64_t>(value, tftp::kMostBlock);
    if (name == "windowsize" && value >= 1) return grant.window = std::min(value, most_window);
    if (name == "timeout" && value >= 1 && value <= most_seconds) {
        grant.longest_wait = std::chrono::seconds(value);
        return value;
    }
    return std::nullopt;
}

bool has(const tftp::Options& options, const std::string& name) {
    return std::any_of(options.begin(), options.end(),
                       [&](const auto& option) { return option.first == name; });
}

}  // namespace

Grant grant(const tftp::Options& asked, std::uint64_t file_size) {
    Grant grant;
    for (const auto& [name, text] : asked) {
        const auto value = tftp::parse_number(text);
        if (!value || has(grant.options, name)) continue;
        if (const auto given = granted(grant, name, *value, file_size))
            grant.options.emplace_back(name, std::to_string(*given));
    }
    return grant;
}

}  // namespace poap::stub
