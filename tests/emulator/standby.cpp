#include "standby.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

namespace poap::emulator {

namespace {

/// No capture of this exists: the words are a guess, the refusal is not.
Outcome out_of_reach() {
    return refused("bootflash://sup-remote/: No such device: the standby supervisor is not up\n");
}

Outcome not_on_standby(const std::string& file) {
    return no_such_file(standby_url(file));
}

/// Files written and removed count against the state file `standby_free`, where there is one.
void take_space(Nexus& nexus, std::uintmax_t given_back, std::uintmax_t taken) {
    if (const auto free = nexus.state.number("standby_free")) {
        nexus.state.write("standby_free", std::to_string(*free + given_back - taken) + '\n');
    }
}

std::string bytes_of(const std::filesystem::path& path, std::uintmax_t from, std::uintmax_t length) {
    std::string bytes(length, '\0');
    std::ifstream file(path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(from));
    file.read(bytes.data(), static_cast<std::streamsize>(length));
    return bytes;
}

/// One that writes the first `length` bytes of the file.
std::vector<Step> writing(Nexus& nexus, const std::string& file, const std::string& name,
                          std::uintmax_t length) {
    constexpr std::uintmax_t kParts = 16;
    const auto from = nexus.bootflash.path(file);
    const auto to = nexus.standby_flash.path(name);
    std::vector<Step> steps;
    steps.push_back({.change = [&nexus, to, name] {
        take_space(nexus, nexus.standby_flash.size(name).value_or(0), 0);
        std::ofstream(to, std::ios::binary | std::ios::trunc);
    }});
    for (std::uintmax_t part = 0; part < kParts; ++part) {
        const auto begin = length * part / kParts;
        const auto size = length * (part + 1) / kParts - begin;
        steps.push_back({.change = [&nexus, from, to, begin, size] {
            if (!(std::ofstream(to, std::ios::binary | std::ios::app) << bytes_of(from, begin, size))
                     .flush()) {
                throw SetupError("cannot write " + to.string());
            }
            take_space(nexus, 0, size);
        }});
    }
    return steps;
}

}  // namespace

std::string standby_url(const std::string& file) {
    return "bootflash://sup-remote/" + file;
}

std::uintmax_t standby_free(const Nexus& nexus) {
    const auto real = nexus.standby_flash.free();
    return std::min(real, nexus.state.number("standby_free").value_or(real));
}

std::vector<Step> steps_to_standby(Nexus& nexus, const std::string& file, const std::string& name) {
    return writing(nexus, file, name, nexus.bootflash.size(file).value());
}

Outcome copy_to_standby(Nexus& nexus, const std::string& file, const std::string& name) {
    const auto size = nexus.bootflash.size(file);
    if (!nexus.standby_is_up()) {
        return out_of_reach();
    }
    if (!size) {
        return not_on_bootflash(file);
    }
    if (!std::filesystem::is_directory(nexus.standby_flash.path(name).parent_path())) {
        return not_on_standby(name);
    }
    const auto room = standby_free(nexus) + nexus.standby_flash.size(name).value_or(0);
    Outcome outcome{.pace = std::chrono::milliseconds(nexus.state.number("copy_pace").value_or(0)),
                    .written = nexus.standby_flash.path(name)};
    if (*size > room) {
        outcome.exit_code = kRefused;
        outcome.steps = writing(nexus, file, name, room);
        outcome.steps.push_back({.text = "Copy failed: No space left on device\n"});
        return outcome;
    }
    outcome.steps = steps_to_standby(nexus, file, name);
    outcome.steps.push_back({.text = "Copy progress 100% " + std::to_string(*size / 1024) + "KB\n" +
                                     "Copy complete, now saving to disk (please wait)...\nCopy complete.\n"});
    return outcome;
}

Outcome show_standby_md5(const Nexus& nexus, const std::string& file) {
    if (!nexus.standby_is_up()) {
        return out_of_reach();
    }
    if (!nexus.standby_flash.size(file)) {
        return not_on_standby(file);
    }
    return {.text = nexus.standby_flash.md5(file) + '\n'};
}

Outcome create_folder_on_standby(Nexus& nexus, const std::string& name) {
    if (!nexus.standby_is_up()) {
        return out_of_reach();
    }
    const auto path = nexus.standby_flash.path(name);
    if (std::filesystem::exists(path)) {
        // That it is refused is sure, in which words is not.
        return refused(standby_url(name) + ": File exists\n");
    }
    if (!std::filesystem::is_directory(path.parent_path())) {
        return not_on_standby(name);
    }
    return {.change = [path] { std::filesystem::create_directory(path); }};
}

Outcome delete_on_standby(Nexus& nexus, const std::string& file) {
    if (!nexus.standby_is_up()) {
        return out_of_reach();
    }
    const auto size = nexus.standby_flash.size(file);
    if (!size) {
        return not_on_standby(file);
    }
    return {.change = [&nexus, file, size] {
        nexus.standby_flash.remove(file);
        take_space(nexus, *size, 0);
    }};
}

}  // namespace poap::emulator
