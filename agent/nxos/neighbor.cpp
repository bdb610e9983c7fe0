#include "nxos/neighbor.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::string_view kBlanks = " \t";

[[noreturn]] void refuse(const InterfaceName& port, std::string_view why, std::string advice) {
    throw Error(ExitCode::Switch, concat("`show cdp neighbors interface ", port.str(), "` ", why),
                std::move(advice));
}

/// Where the head of `show module`'s table begins in a line, if it does: it follows in one chain, and may be
/// glued to the last line here.
std::size_t module_head(std::string_view line) {
    const auto type = line.find("Module-Type");
    return type == std::string_view::npos ? type : line.rfind("Mod", type - std::min<std::size_t>(type, 1));
}

/// The lines of the last table's entries; none where there is no table. It ends with a blank line behind an
/// entry, its total, or another command's output (captures have neither between the entries, and no total in
/// some).
std::vector<std::string_view> entry_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    bool in_table = false;
    for (const std::string_view line : lines_of(text)) {
        if (line.find("Device-ID") != std::string_view::npos) {
            in_table = true;
            lines.clear();
            continue;
        }
        const auto head = module_head(line);
        const std::string_view entry = line.substr(0, head);
        const bool is_blank = trimmed(entry).empty();
        if (trimmed(entry).starts_with("Total ") || (is_blank && !lines.empty())) in_table = false;
        if (in_table && !is_blank) lines.push_back(entry);
        if (head != std::string_view::npos) in_table = false;
    }
    return lines;
}

bool begins_an_entry(std::string_view line) {
    return kBlanks.find(line.front()) == std::string_view::npos;
}

std::string_view first_word(std::string_view line) {
    line = trimmed(line);
    return line.substr(0, line.find_first_of(kBlanks));
}

std::string_view last_word(std::string_view line) {
    line = trimmed(line);
    return line.substr(line.find_last_of(kBlanks) + 1);  // all of it where there is no blank
}

}  // namespace

Neighbor parse_show_cdp_neighbors(std::string_view text, const InterfaceName& port) {
    constexpr std::size_t kMostShown = 80;
    const auto lines = entry_lines(text);
    if (lines.empty()) {
        refuse(port, "shows no neighbor",
               "is CDP on at both ends of that cable? CDP speaks once a minute; or choose another --mode");
    }
    std::size_t entries = 0;
    for (const std::string_view line : lines) entries += begins_an_entry(line) ? 1 : 0;
    if (entries > 1) {
        refuse(port, concat("shows ", entries, " neighbors, so none of them says where this switch is"),
               "connect it to one device, without a hub between, or choose another --mode");
    }
    const std::string_view id = first_word(lines.front());
    const std::string_view device = id.substr(0, id.find('('));
    const std::string_view its_port = last_word(lines.back());
    // `name(serial)` at most, and more than the device alone.
    const bool is_whole = entries == 1 && !device.empty() && id.find('(') == id.rfind('(') &&
                          its_port.data() != lines.front().data();
    if (!is_whole) {
        refuse(port, concat("is not understood: ", printable(lines.front(), kMostShown)),
               "try that command on the switch's CLI, or choose another --mode");
    }
    return {std::string(device), std::string(its_port)};
}

}  // namespace poap
