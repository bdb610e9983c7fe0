#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace poap::test {

namespace fs = std::filesystem;

TempDir::TempDir() : path_((fs::temp_directory_path() / "poap-unit-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
}

TempDir::~TempDir() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void TempDir::write(const std::string& name, std::string_view bytes) const {
    std::ofstream file(path_of(name), std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) {
        ADD_FAILURE() << "cannot write " << path_of(name);
        return;
    }
    using fs::perms;  // whatever the umask is
    fs::permissions(path_of(name),
                    perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
}

void TempDir::write_private(const std::string& name, std::string_view bytes) const {
    write(name, bytes);
    fs::permissions(path_of(name), fs::perms::owner_read | fs::perms::owner_write);
}

std::string TempDir::read(const std::string& name) const {
    std::ifstream file(path_of(name), std::ios::binary);
    if (!file) ADD_FAILURE() << "cannot read " << path_of(name);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool TempDir::has(const std::string& name) const {
    return fs::exists(fs::symlink_status(path_of(name)));
}

std::vector<std::string> TempDir::names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace poap::test
