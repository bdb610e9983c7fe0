#include "switch_state.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"

namespace poap::emulator {

namespace fs = std::filesystem;

SwitchState::SwitchState(fs::path folder) : folder_(std::move(folder)) {
    if (!fs::is_directory(folder_)) {
        throw SetupError("no state folder '" + folder_.string() +
                         "': set NEXUS_STATE to one that vsh --new-switch made");
    }
}

bool SwitchState::has(std::string_view name) const {
    return fs::exists(path(name));
}

std::optional<std::string> SwitchState::read(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    if (!file) {
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string SwitchState::value(std::string_view name) const {
    auto text = read(name);
    if (!text) {
        throw SetupError("the state folder has no file " + path(name).string());
    }
    if (text->ends_with('\n')) {
        text->pop_back();
    }
    return *text;
}

std::optional<std::uintmax_t> SwitchState::number(std::string_view name) const {
    if (!has(name)) {
        return std::nullopt;
    }
    const auto text = value(name);
    std::uintmax_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw SetupError("the state file " + std::string(name) + " says '" + text + "', not a number");
    }
    return number;
}

void SwitchState::write(std::string_view name, std::string_view text) {
    const auto staged = path(std::string(name) + ".part." + std::to_string(::getpid()));
    std::ofstream file(staged, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
        throw SetupError("cannot write " + staged.string());
    }
    fs::rename(staged, path(name));
}

void SwitchState::remove(std::string_view name) {
    fs::remove(path(name));
}

void SwitchState::append_line(std::string_view name, std::string_view line) {
    std::string record;
    for (const char c : line) {
        record += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    record += '\n';
    const Descriptor file(::open(path(name).c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
    // One write: O_APPEND then keeps the lines of concurrent processes whole.
    if (file.get() < 0 ||
        ::write(file.get(), record.data(), record.size()) != static_cast<ssize_t>(record.size())) {
        throw std::system_error(errno, std::generic_category(), path(name).string());
    }
}

}  // namespace poap::emulator
