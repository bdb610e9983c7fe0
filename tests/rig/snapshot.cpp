#include "rig/snapshot.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

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
    static const std::regex kName("[0-9]{14}(_[0-9]*)?_poap\\.log");
    return std::regex_match(name, kName);
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
