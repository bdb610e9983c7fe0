#include "nxos/show.hpp"

#include <charconv>
#include <system_error>

#include "base/text.hpp"

namespace poap {

namespace {

/// Text after `key`, trimmed, if the trimmed line starts with it.
std::optional<std::string_view> value_after(std::string_view line, std::string_view key) {
    line = trimmed(line);
    if (!line.starts_with(key)) return std::nullopt;
    return trimmed(line.substr(key.size()));
}

/// File name in `bootflash:///X`, `bootflash:X`, `/bootflash/X`.
std::optional<FileName> base_name(std::string_view path) {
    const auto slash = path.find_last_of("/:");
    return FileName::parse(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

/// The word after `key`, up to a blank or a comma.
std::optional<std::string_view> word_after(std::string_view line, std::string_view key) {
    const auto at = line.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = trimmed(line.substr(at + key.size()));
    return rest.substr(0, rest.find_first_of(" \t,"));
}

/// 7 of `07.69`.
std::optional<unsigned> number_before_dot(std::string_view version) {
    unsigned number = 0;
    const auto dot = version.find('.');
    const char* end = version.data() + (dot == std::string_view::npos ? 0 : dot);
    const auto [stopped, error] = std::from_chars(version.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

/// @param entry starts at `NAME:`
bool is_chassis(std::string_view entry) {
    const auto name = value_after(entry.substr(0, entry.find(',')), "NAME:");
    return name == "\"Chassis\"" || name == "Chassis";
}

}  // namespace

RunningImages parse_show_version(std::string_view text) {
    RunningImages images;
    const auto take = [](std::optional<FileName>& image, std::string_view line, std::string_view key) {
        const auto path = value_after(line, key);
        if (path && !image) image = base_name(*path);
    };
    const auto take_release = [&](std::string_view line, std::string_view key) {
        const auto version = word_after(value_after(line, key).value_or(""), "version");
        if (version && !images.release) images.release = Release::parse(*version);
    };
    for (const std::string_view line : lines_of(text)) {
        const auto bios = word_after(value_after(line, "BIOS:").value_or(""), "version");
        if (bios && !images.bios) images.bios = number_before_dot(*bios);
        take_release(line, "NXOS:");
        take_release(line, "system:");
        take(images.system, line, "NXOS image file is:");
        take(images.system, line, "system image file is:");
        take(images.kickstart, line, "kickstart image file is:");
    }
    return images;
}

// In a chain's output, a command's first line may follow directly after the last line of the one before, so
// NAME: and mgmt0 may be anywhere in a line.

std::optional<Serial> parse_show_inventory(std::string_view text) {
    bool in_chassis = false;
    for (const std::string_view line : lines_of(text)) {
        const auto name = line.find("NAME:");
        if (name != std::string_view::npos) in_chassis = is_chassis(line.substr(name));
        if (!in_chassis || !trimmed(line).starts_with("PID:")) continue;
        const auto serial = word_after(line, "SN:");
        return serial ? Serial::parse(*serial) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Mac> parse_show_interface_mgmt0(std::string_view text) {
    bool in_mgmt0 = false;
    for (const std::string_view line : lines_of(text)) {
        if (line.find("mgmt0 is ") != std::string_view::npos) in_mgmt0 = true;
        if (!in_mgmt0 || !trimmed(line).starts_with("Hardware:")) continue;
        const auto address = word_after(line, "address:");
        return address ? Mac::parse_dotted(*address) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace poap
