#include "test_switch.hpp"

#include <cstdlib>
#include <fstream>
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
    for (const auto* name : {"nxos.9.3.10.bin", "nxos.9.3.12.bin"}) {
        flash(name, std::string("image ") + name);
    }
    flash("new.cfg", "hostname leaf1\n");
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

void TestSwitch::flash(const std::string& name, const std::string& content) const {
    std::ofstream(bootflash_folder() / name, std::ios::binary) << content;
}

void TestSwitch::flash_standby(const std::string& name, const std::string& content) const {
    std::ofstream(standby_folder() / name, std::ios::binary) << content;
}

std::optional<std::string> TestSwitch::on_standby(const std::string& name) const {
    const Bootflash flash(standby_folder());
    return flash.size(name) ? std::optional(flash.read(name)) : std::nullopt;
}

}  // namespace poap::emulator::testing
