#include "configs.hpp"

#include <string_view>

#include "replay.hpp"

namespace poap::emulator {

namespace {

constexpr std::string_view kSaved = "Copy complete, now saving to disk (please wait)...\nCopy complete.\n";

/// Where a copy to `scheduled-config` goes.
enum class Schedule { Refused, ReplayFile, PlainFile };

Schedule scheduling(const Nexus& nexus) {
    if (nexus.state.has("poap") || nexus.quirks.contains(Quirk::ScheduleLive)) return Schedule::ReplayFile;
    return nexus.quirks.contains(Quirk::SchedulePlainFile) ? Schedule::PlainFile : Schedule::Refused;
}

}  // namespace

Outcome save(Nexus& nexus) {
    if (nexus.quirks.contains(Quirk::AdminPassword) && !nexus.state.has("startup-config")) {
        return refused(std::string(kPasswordWanted));
    }
    return {.text = "[########################################] 100%\n" + std::string(kSaved),
            .change = [&state = nexus.state] {
                state.write("boot.saved", state.read("boot").value_or(""));
                state.write("startup-config", state.read("running-config").value_or(""));
            }};
}

Outcome schedule(Nexus& nexus, const std::string& file) {
    constexpr std::uintmax_t kBlock = 4096;
    const auto way = scheduling(nexus);
    if (way == Schedule::Refused) return refused("Copy to scheduled-config is not permitted\n");
    const auto size = nexus.bootflash.size(file);
    if (!size) return not_on_bootflash(file);
    if (nexus.bootflash.free() < *size + kBlock) return refused("Copy failed: No space left on device\n");
    return {.text = std::string(kSaved), .change = [&flash = nexus.bootflash, file, way] {
                if (way == Schedule::PlainFile) {
                    flash.overwrite("scheduled-config", flash.read(file));
                } else {
                    add_replay_file(flash, flash.read(file));
                }
            }};
}

Outcome copy_startup(Nexus& nexus, const std::string& file) {
    auto startup = nexus.state.read("startup-config");
    // That it is refused is sure, in which words is not.
    if (!startup) return refused("Error: no startup configuration\n");
    return {.text = std::string(kSaved),
            .change = [&flash = nexus.bootflash, file, bytes = *startup] { flash.overwrite(file, bytes); }};
}

Outcome restore_startup(Nexus& nexus, const std::string& file) {
    if (!nexus.bootflash.size(file)) return not_on_bootflash(file);
    return {.text = std::string(kSaved),
            .change = [&nexus, file] { nexus.state.write("startup-config", nexus.bootflash.read(file)); }};
}

Outcome erase(Nexus& nexus) {
    return {.change = [&state = nexus.state] { state.remove("startup-config"); }};
}

}  // namespace poap::emulator
