#include "reload.hpp"

#include <filesystem>
#include <sstream>

#include "grammar.hpp"
#include "new_switch.hpp"
#include "replay.hpp"

namespace poap::emulator {

namespace fs = std::filesystem;

namespace {

/// Whether a reload replays what is scheduled; what a real switch goes by is not known.
bool replays(const Nexus& nexus, bool boot_file_ended_with_0) {
    const auto rule = nexus.state.has("replay_rule") ? nexus.state.value("replay_rule") : "file";
    if (rule != "file" && rule != "exit-0") {
        throw SetupError("the state file replay_rule says '" + rule + "', not file or exit-0");
    }
    return !replay_files(nexus.bootflash).empty() && (rule == "file" || boot_file_ended_with_0);
}

/// What a vsh that was killed while it wrote a file has left.
void remove_half_written(Nexus& nexus) {
    for (const auto& entry : fs::directory_iterator(nexus.state.path(""))) {
        if (entry.path().filename().string().find(".part.") != std::string::npos) {
            fs::remove(entry.path());
        }
    }
    nexus.bootflash.remove_half_written();
}

std::string boot_images(Nexus& nexus) {
    const auto saved = nexus.saved_boot();
    nexus.state.write("boot", to_text(saved));
    if (nexus.state.has("boots_nothing_new")) {
        return "Booting bootflash:/" + nexus.state.value("running_image") + '\n';
    }
    const auto system = saved.find(nexus.form.two_images() ? "system" : "nxos");
    if (system != saved.end()) {
        nexus.state.write("running_image", system->second + '\n');
    }
    if (const auto kickstart = saved.find("kickstart"); kickstart != saved.end()) {
        nexus.state.write("running_kickstart", kickstart->second + '\n');
    }
    return "Booting bootflash:/" + nexus.state.value("running_image") + '\n';
}

/// Replays a line `boot nxos bootflash:/X`, which running configurations end with `sup-1`.
/// @returns what the console says of it; nothing where all is well.
std::string replay_boot(Nexus& nexus, BootVariables& boot, const std::string& line, const Words& words) {
    const auto& kind = words[1];
    const bool known = nexus.form.two_images() ? kind == "kickstart" || kind == "system" : kind == "nxos";
    const auto file = parse_bootflash_url(words[2]);
    if (!known || !file) {
        return "Syntax error while parsing '" + line + "'\n";
    }
    if (!nexus.bootflash.size(*file)) {
        return "bootflash:///" + *file + ": No such file or directory: '" + line + "' is left out\n";
    }
    boot[kind] = *file;
    return "";
}

/// Replays `install license FILE` or `crypto ca import CA pkcs12 FILE PASSPHRASE`.
/// @returns what the console says of it; nothing where the file is there, or the line is another.
std::string replay_install(const Nexus& nexus, const Words& words) {
    const bool is_license = words.size() == 3 && words[0] == "install" && words[1] == "license";
    const bool is_import = words.size() == 7 && words[0] == "crypto" && words[1] == "ca" &&
                           words[2] == "import" && words[4] == "pkcs12";
    if (!is_license && !is_import) {
        return "";
    }
    const auto& url = is_license ? words[2] : words[5];
    const auto file = parse_bootflash_url(url);
    return file && nexus.bootflash.size(*file) ? "" : url + ": No such file or directory\n";
}

/// Only the lines that the emulator has a state for change anything but the configuration's text.
std::string replay_lines(Nexus& nexus, BootVariables& boot, const std::string& config) {
    std::string console;
    std::istringstream lines(config);
    for (std::string line; std::getline(lines, line);) {
        const auto words = split_words(line);
        if (joined(words) == "boot poap enable") {
            nexus.state.write("boot_poap", "");
        } else if (joined(words) == "no boot poap enable") {
            nexus.state.remove("boot_poap");
        } else if (words.size() >= 3 && words[0] == "boot") {
            console += replay_boot(nexus, boot, line, words);
        } else {
            console += replay_install(nexus, words);
        }
    }
    return console;
}

std::string replay(Nexus& nexus) {
    std::string console = "Waiting for box online to replay poap config\n";
    std::string config;
    auto boot = nexus.boot();
    for (const auto& name : replay_files(nexus.bootflash)) {
        const auto part = nexus.bootflash.read(name);
        console += "Applying scheduled configuration...\n" + replay_lines(nexus, boot, part);
        config += part;
    }
    nexus.state.write("running-config", config);
    nexus.state.write("boot", to_text(boot));
    nexus.state.write("startup-config", config);
    nexus.state.write("boot.saved", to_text(boot));
    nexus.state.write("replayed_on", nexus.state.value("running_image") + '\n');
    nexus.state.remove("poap");
    for (const auto& name : replay_files(nexus.bootflash)) {
        nexus.bootflash.remove(name);
    }
    nexus.bootflash.sync();
    return console + "Bootstrap Replay Done.\n";
}

}  // namespace

std::string reload(Nexus& nexus, bool boot_file_ended_with_0) {
    remove_half_written(nexus);
    const auto console = boot_images(nexus);
    if (replays(nexus, boot_file_ended_with_0)) {
        return console + replay(nexus);
    }
    const auto startup = nexus.state.read("startup-config");
    const bool poap = !startup || nexus.state.has("boot_poap");
    if (poap) {
        nexus.state.write("poap", "");
    } else {
        nexus.state.remove("poap");
    }
    // POAP comes before the startup-config is applied.
    nexus.state.write("running-config", poap ? kFactoryConfig : *startup);
    return console;
}

}  // namespace poap::emulator
