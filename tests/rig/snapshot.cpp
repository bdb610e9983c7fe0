#include "rig/snapshot.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace poap::rig {

namespace fs = std::filesystem;

Snapshot snapshot_of(const std::string& folder) {
    Snapshot files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const bool is_regular = entry.symlink_status().type() == fs::file_type::regular;
        std::ifstream file(is_regular ? entry.path() : fs::path("/dev/null"), std::ios::binary);
        files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return files;
}

std::vector<std::string> names_in(const Snapshot& snapshot) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : snapshot) names.push_back(name);
    return names;
}

bool is_log(const std::string& name) {
    constexpr std::string_view kSuffix = "_poap.log";
    constexpr std::size_t kDigits = 14;
    if (name.size() < kDigits + kSuffix.size() || !name.ends_with(kSuffix)) return false;
    const std::string time = name.substr(0, kDigits);
    const std::string number = name.substr(kDigits, name.size() - kDigits - kSuffix.size());
    const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    return std::all_of(time.begin(), time.end(), is_digit) &&
           (number.empty() || (number[0] == '_' && std::all_of(number.begin() + 1, number.end(), is_digit)));
}

Snapshot without_logs(const Snapshot& snapshot) {
    Snapshot rest = snapshot;
    std::erase_if(rest, [](const auto& file) { return is_log(file.first); });
    return rest;
}

std::vector<std::string> logs_in(const Snapshot& snapshot) {
    std::vector<std::string> names = names_in(snapshot);
    std::erase_if(names, [](const std::string& name) { return !is_log(name); });
    return names;
}

}  // namespace poap::rig
