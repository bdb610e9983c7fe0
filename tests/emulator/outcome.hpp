#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace poap::emulator {

/// What a refused command exits with, as seen on switches.
inline constexpr int kRefused = 16;

/// What a save prints that demands an admin password first. No capture of it exists: the words are a guess,
/// the refusal is not.
inline constexpr std::string_view kPasswordWanted =
    "The admin password must be set before the configuration can be saved\n"
    "Enter the password for \"admin\": \n";

/// A part of a command that takes its time: what it does, then what it prints.
struct Step {
    std::string text = {};
    std::function<void()> change = {};
};

/// What a command comes to. No change is made yet: a switch may pretend (see faults.hpp).
struct Outcome {
    std::string text = {};
    int exit_code = 0;
    std::function<void()> change = {};
    std::vector<Step> steps = {};  ///< after `text` and `change`, each `pace` after the one before
    std::chrono::milliseconds pace{0};
    std::filesystem::path written = {};  ///< the file that the command writes; none: empty
};

inline Outcome refused(std::string text) {
    return {.text = std::move(text), .exit_code = kRefused};
}

inline Outcome no_such_file(const std::string& url) {
    return refused(url + ": No such file or directory\n");
}

inline Outcome not_on_bootflash(const std::string& file) {
    return no_such_file("bootflash:///" + file);
}

}  // namespace poap::emulator
