#include "rig/emulated_switch.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/text.hpp"
#include "nexus.hpp"
#include "reload.hpp"
#include "replay.hpp"

namespace poap::rig {

namespace fs = std::filesystem;

namespace {

std::string or_else(const std::string& value, const std::string& standard) {
    return value.empty() ? standard : value;
}

void write_private(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    fs::permissions(path, fs::perms(0600));
}

/// Whether a process without an environment is a CLI that starts, or one that ends and may still have its
/// files open. A zombie has closed them.
bool is_cli(const fs::path& process) {
    std::error_code ignored;  // processes end while they are looked at
    std::string stat;
    std::ifstream file(process / "stat");
    std::getline(file, stat);  // unlike an iterator it does not throw where the process is gone
    const bool ends = stat.find(" (vsh) ") != std::string::npos && stat.find(" (vsh) Z") == std::string::npos;
    return ends || fs::read_symlink(process / "exe", ignored) == VSH_PATH;
}

}  // namespace

EmulatedSwitch::EmulatedSwitch(SwitchSpec spec)
    : bootflash_(or_else(spec.bootflash, root_.path_of("bootflash"))),
      standby_flash_(or_else(spec.fresh.standby_flash, root_.path_of("bootflash_sup-remote"))),
      in_poap_(spec.in_poap) {
    fs::create_directories(bootflash_);
    emulator::NewSwitch fresh = spec.fresh;
    fresh.folder = root_.path_of("state");
    fresh.serial = or_else(fresh.serial, kSerial);
    fresh.mac = or_else(fresh.mac, kMac);
    fresh.image = or_else(fresh.image, kOldImage);
    fresh.poap = fresh.poap || in_poap_;
    fresh.standby_flash = standby_flash_;
    emulator::make_switch(fresh);
    set("replay_rule", spec.replay_rule + '\n');
}

EmulatedSwitch::~EmulatedSwitch() {
    stop();
}

void EmulatedSwitch::flash(const std::string& name, const std::string& bytes) const {
    write_private(bootflash_ + '/' + name, bytes);
}

void EmulatedSwitch::flash_standby(const std::string& name, const std::string& bytes) const {
    write_private(standby_flash_ + '/' + name, bytes);
}

void EmulatedSwitch::remove(const std::string& name) const {
    fs::remove(bootflash_ + '/' + name);
}

void EmulatedSwitch::clear_faults() const {
    set_faults("");
    root_.write("state/quirks", "");
}

std::optional<std::string> EmulatedSwitch::state(const std::string& name) const {
    if (!root_.has("state/" + name)) return std::nullopt;
    return root_.read("state/" + name);
}

std::vector<std::string> EmulatedSwitch::calls() const {
    const std::string calls = state("calls").value_or("");
    std::vector<std::string> lines;
    for (const std::string_view line : lines_of(calls)) lines.emplace_back(line);
    return lines;
}

std::optional<std::string> EmulatedSwitch::scheduled() const {
    return emulator::scheduled_config(emulator::Bootflash(bootflash_));
}

void EmulatedSwitch::schedule(const std::string& config) const {
    emulator::Bootflash bootflash(bootflash_);
    emulator::add_replay_file(bootflash, config);
}

Snapshot EmulatedSwitch::memory() const {
    Snapshot memory = snapshot_of(root_.path_of("state"));
    for (const char* name : {"calls", "fired", "faults", "chain", "replay_rule"}) memory.erase(name);
    if (const auto config = scheduled()) memory["scheduled-config"] = *config;
    return memory;
}

Snapshot EmulatedSwitch::bootflash() const {
    Snapshot files = snapshot_of(bootflash_);
    std::erase_if(files, [](const auto& file) { return emulator::is_replay_file(file.first); });
    return files;
}

Snapshot EmulatedSwitch::standby_flash() const {
    return fs::exists(standby_flash_) ? snapshot_of(standby_flash_) : Snapshot{};
}

bool EmulatedSwitch::is_quiet() const {
    return eventually([&] { return running().nothing(); });
}

void EmulatedSwitch::stop() const {
    eventually([&] {
        const Running left = running();
        for (const pid_t process : left.processes) kill(process, SIGKILL);
        return left.nothing();
    });
}

void EmulatedSwitch::reload(bool boot_file_ended_with_0) const {
    auto nexus = emulator::open_switch(root_.path_of("state"), bootflash_, standby_flash_);
    emulator::reload(nexus, boot_file_ended_with_0);
}

EmulatedSwitch::Running EmulatedSwitch::running() const {
    const std::string mark = "NEXUS_STATE=" + root_.path_of("state");
    Running running;
    std::error_code ignored;  // processes end while they are looked at
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const std::string environment = bytes_of(entry.path() / "environ");
        if (environment.find(mark) != std::string::npos) {
            running.processes.push_back(std::stoi(entry.path().filename().string()));
        } else if (environment.empty() && is_cli(entry.path())) {
            running.one_comes_or_goes = true;
        }
    }
    return running;
}

std::vector<std::string> EmulatedSwitch::agent_line(const std::vector<std::string>& arguments) const {
    std::vector<std::string> line = {AGENT_PATH, "--vsh", VSH_PATH,      "--bootflash", bootflash_,
                                     "--vrf",    "none",  "--no-syslog", "--retries",   "0"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return line;
}

std::vector<std::string> EmulatedSwitch::environment() const {
    // What a sanitizer finds must look like no end of the agent's own.
    std::vector<std::string> environment = {"PATH=/usr/bin:/bin",
                                            "NEXUS_STATE=" + root_.path_of("state"),
                                            "NEXUS_BOOTFLASH=" + bootflash_,
                                            "NEXUS_BOOTFLASH_REMOTE=" + standby_flash_,
                                            "ASAN_OPTIONS=exitcode=99:detect_leaks=1",
                                            "UBSAN_OPTIONS=exitcode=99"};
    if (in_poap_) environment.emplace_back("POAP_PHASE=Power");
    return environment;
}

}  // namespace poap::rig
