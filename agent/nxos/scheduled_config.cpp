#include "nxos/scheduled_config.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/line_feeds.hpp"
#include "base/text.hpp"
#include "base/text_encoding.hpp"

namespace poap {

namespace {

std::string with_line_feeds(std::string_view config) {
    LineFeeds line_feeds;
    std::string text;
    text.reserve(config.size());
    for (const char byte : config) {
        if (const auto kept = line_feeds.take(byte)) text += *kept;
    }
    return text;
}

/// Line number of the first byte order mark inside the text, from a file that was appended; none if there is
/// none.
std::optional<std::size_t> line_of_mark(std::string_view text) {
    const std::size_t mark = text.find(kByteOrderMark);
    if (mark == std::string_view::npos) return std::nullopt;
    return 1 + std::ranges::count(text.substr(0, mark), '\n');
}

void erase_marks(std::string& text) {
    std::size_t mark = 0;
    while ((mark = text.find(kByteOrderMark, mark)) != std::string::npos)
        text.erase(mark, kByteOrderMark.size());
}

/// File name in `bootflash:///X`, `bootflash:/X` or `X`.
std::string_view file_of(std::string_view image) {
    return image.substr(image.find_last_of("/:") + 1);
}

bool is_planned(std::string_view kind, std::string_view file, const BootImages& planned) {
    if (kind == "kickstart") return planned.kickstart && file == planned.kickstart->str();
    return file == planned.system.str();
}

/// The image in a line `boot nxos bootflash:/X` that is not the planned one; none for other lines.
std::optional<std::string_view> other_image(std::string_view line, const std::optional<BootImages>& planned) {
    constexpr std::array<std::string_view, 3> kKinds = {"nxos", "system", "kickstart"};
    const auto words = words_of(line);
    if (!planned || words.size() < 3 || words[0] != "boot") return std::nullopt;
    const bool names_image = std::find(kKinds.begin(), kKinds.end(), words[1]) != kKinds.end();
    if (!names_image || is_planned(words[1], file_of(words[2]), *planned)) return std::nullopt;
    return file_of(words[2]);
}

/// The warning for a line of the configuration; none for most.
std::optional<std::string> warning_of(std::string_view line, const std::optional<BootImages>& planned) {
    const auto words = words_of(line);
    if (words.size() >= 3 && words[0] == "boot" && words[1] == "poap" && words[2] == "enable") {
        return "the configuration has `boot poap enable`: the switch runs POAP again at every reload";
    }
    const auto image = other_image(line, planned);
    if (!image) return std::nullopt;
    return concat("the configuration boots ", printable(*image, 200), ", but the planned image is ",
                  planned->system.str(), ": adding the planned image's boot line at the end");
}

/// Where the last command begins if it is `end`, else the end of the text. Ignores blank lines and comments
/// after it.
std::size_t before_trailing_end(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0) {
        const std::size_t line_end = text[end - 1] == '\n' ? end - 1 : end;
        const auto newline = line_end == 0 ? std::string_view::npos : text.rfind('\n', line_end - 1);
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        const std::string_view line = trimmed(text.substr(begin, line_end - begin));
        if (line == "end") return begin;
        if (!line.empty() && !line.starts_with('!')) break;
        end = begin;
    }
    return text.size();
}

std::string joined(const std::vector<AddedLine>& lines) {
    std::string text;
    for (const AddedLine& line : lines) text += line.text + '\n';
    return text;
}

/// With LF line ends, no byte order marks and a final newline.
/// @param changes gets a line for each kind of change
std::string cleaned(std::string_view config, std::vector<std::string>& changes) {
    if (config.starts_with(kByteOrderMark)) {
        config.remove_prefix(kByteOrderMark.size());
        changes.emplace_back("Removed the UTF-8 byte order mark from the configuration");
    }
    if (config.find('\r') != std::string_view::npos)
        changes.emplace_back("Replaced carriage returns in the configuration by line feeds");
    std::string text = with_line_feeds(config);
    if (const auto line = line_of_mark(text)) {
        erase_marks(text);
        changes.push_back(
            concat("Removed UTF-8 byte order marks inside the configuration, the first in line ", *line));
    }
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

}  // namespace

ScheduledConfig scheduled_config(std::string_view config, const std::optional<BootImages>& planned,
                                 const AddedLines& added, Split split) {
    ScheduledConfig result;
    std::string text = cleaned(config, result.changes);
    bool boots_other_image = false;
    for (const std::string_view line : lines_of(text)) {
        boots_other_image |= other_image(line, planned).has_value();
        const auto warning = warning_of(line, planned);
        if (warning && std::ranges::find(result.warnings, *warning) == result.warnings.end())
            result.warnings.push_back(*warning);
    }
    for (const auto& lines : {added.before, added.after}) {
        for (const AddedLine& line : lines)
            result.changes.push_back(concat("Added `", line.shown, "` to the configuration"));
    }
    ConfigParts parts = split_config(text, split);
    result.first = std::move(parts.first);
    result.text = std::move(parts.rest);
    std::string boot;
    if (planned) {
        for (const std::string& command : boot_commands(*planned)) boot += command + '\n';
    }
    std::string last = joined(added.after);
    if (result.first.empty() || boots_other_image) last += boot;
    if (!result.first.empty()) result.first += boot;
    result.text.insert(before_trailing_end(result.text), last);
    result.text.insert(0, joined(added.before));
    return result;
}

}  // namespace poap
