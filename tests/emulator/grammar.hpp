#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poap::emulator {

using Words = std::vector<std::string>;

/// The commands of a chain: words between white space, commands between ` ; `. A semicolon that touches a
/// word is part of that word, as on a switch.
std::vector<Words> split_chain(std::string_view line);

/// The words between white space.
Words split_words(std::string_view text);

std::string joined(const Words& words);

/// What a form of command such as `copy <file> scheduled-config` makes of a command's words. `<file>` is
/// a URL on bootflash, `<remote>` one on the standby's flash, `<interface>` an interface, and
/// `<columns>` a terminal's width.
struct Match {
    std::size_t matched_words = 0;  ///< from the first on
    bool complete = false;          ///< all of the command's words, and all of the form's
    std::string file;               ///< the name in `<file>`
    std::string remote;             ///< the name in `<remote>`
    std::size_t columns = 0;        ///< those of `<columns>`: 24 to 511
    std::string interface;          ///< that of `<interface>`: `Ethernet1/1`, `mgmt0`
};

Match match(std::string_view pattern, const Words& words);

/// A syntax error: a line with `^` under the word after `matched_words`, then what is wrong. A command that
/// ends too early has no such word; the marker is after its end then.
std::string syntax_error(const Words& words, std::size_t matched_words);

}  // namespace poap::emulator
