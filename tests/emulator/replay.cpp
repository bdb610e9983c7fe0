#include "replay.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iomanip>
#include <iterator>
#include <sstream>

namespace poap::emulator {

namespace {

constexpr std::string_view kPrefix = "poap_replay";
constexpr std::string_view kSuffix = ".cfg";

/// The digits of a replay file's name; none for any other name.
std::optional<std::string_view> digits_of(std::string_view name) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) {
        return std::nullopt;
    }
    name.remove_prefix(kPrefix.size());
    if (name.size() <= kSuffix.size()) {
        return std::nullopt;
    }
    name.remove_suffix(kSuffix.size());
    const bool all_digits = std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
    return all_digits ? std::optional(name) : std::nullopt;
}

unsigned number_of(std::string_view name) {
    const auto digits = digits_of(name).value();
    unsigned number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

std::string name_of(unsigned number) {
    std::ostringstream name;
    name << kPrefix << std::setw(2) << std::setfill('0') << number << kSuffix;
    return name.str();
}

}  // namespace

bool is_replay_file(std::string_view name) {
    return digits_of(name).has_value();
}

std::vector<std::string> replay_files(const Bootflash& bootflash) {
    std::vector<std::string> names;
    std::ranges::copy_if(bootflash.files(), std::back_inserter(names), is_replay_file);
    std::ranges::stable_sort(names, {}, number_of);
    return names;
}

void add_replay_file(Bootflash& bootflash, std::string_view config) {
    const auto names = replay_files(bootflash);
    bootflash.write_whole(name_of(names.empty() ? 1 : number_of(names.back()) + 1), config);
}

std::optional<std::string> scheduled_config(const Bootflash& bootflash) {
    const auto names = replay_files(bootflash);
    if (names.empty()) {
        return std::nullopt;
    }
    std::string config;
    for (const auto& name : names) {
        config += bootflash.read(name);
    }
    return config;
}

}  // namespace poap::emulator
