#include "tftp/option_grant.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>

namespace poap::stub {
namespace {

constexpr std::uint64_t least_block = 8;
constexpr std::uint64_t most_block = 65464;
// RFC 7440 has 65535, but of the 16-bit block numbers half must be left to tell what is late from what is
// new.
constexpr std::uint64_t most_window = 32767;
constexpr std::uint64_t most_seconds = 255;

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Puts one option into effect. Its value as granted; none where it is unknown, or does not hold.
std::optional<std::uint64_t> granted(Grant& grant, const std::string& name, std::uint64_t value,
                                     std::uint64_t file_size) {
    if (name == "tsize") return file_size;
    if (name == "blksize" && value >= least_block) return grant.block_size = std::min(value, most_block);
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
        const auto value = number(text);
        if (!value || has(grant.options, name)) continue;
        if (const auto given = granted(grant, name, *value, file_size))
            grant.options.emplace_back(name, std::to_string(*given));
    }
    return grant;
}

}  // namespace poap::stub
