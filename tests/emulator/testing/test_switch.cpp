#include "test_switch.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <utility>

#include "session.hpp"

namespace poap::emulator::testing {

namespace fs = std::filesystem;

namespace {

fs::path make_temporary_folder() {
    auto pattern = (fs::temp_directory_path() / "emulator-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), pattern);
    }
    return pattern;
}

std::string otherwise(std::string value, const char* standard) {
    return value.empty() ? standard : value;
}

}  // namespace

TestSwitch::TestSwitch(NewSwitch fresh) : root_(make_temporary_folder()) {
    fs::create_directory(bootflash_folder());
    write({{"bootflash/nxos.9.3.10.bin", "image nxos.9.3.10.bin"},
           {"bootflash/nxos.9.3.12.bin", "image nxos.9.3.12.bin"},
           {"bootflash/new.cfg", "hostname leaf1\n"}});
    fresh.folder = state_folder();
    fresh.serial = otherwise(fresh.serial, "FDO24180ABC");
    fresh.mac = otherwise(fresh.mac, "5e01.4002.0000");
    fresh.image = otherwise(fresh.image, "nxos.9.3.10.bin");
    fresh.standby_flash = standby_folder();
    make_switch(fresh);
}

TestSwitch::~TestSwitch() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

Reply TestSwitch::run(const std::string& line, const std::string& typed) const {
    auto nexus = open();
    std::istringstream answers(typed);
    std::ostringstream out;
    const int exit_code = run_line(line, nexus, answers, out);
    return {exit_code, out.str()};
}

void TestSwitch::write(const std::string& path, const std::string& bytes) const {
    std::ofstream(root_ / path, std::ios::binary) << bytes;
}

void TestSwitch::write(const Files& files) const {
    for (const auto& [path, bytes] : files) write(path, bytes);
}

std::optional<std::string> TestSwitch::read(const std::string& path) const {
    std::ifstream file(root_ / path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace poap::emulator::testing
