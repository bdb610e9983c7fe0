#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poap {

/// The rows of `show module`'s table `Mod Ports Module-Type Model Status`.
struct ModuleTable {
    std::vector<std::string>
        rows;                 ///< trimmed, one module each: `28   0    Supervisor Module   N9K-SUP-A   ok`
    bool understood = false;  ///< whether there is one, with these columns, and with rows and nothing else
};

/// Of a module's number.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// From all that a chain of commands printed; its other text and tables are left out. Rows, heading and rule
/// that the switch wrapped at the terminal's width (capture of a Nexus 9500 at 80 columns) are joined, with
/// or without the blanks at their lines' ends. The heading may be glued to the last line of the command
/// before.
ModuleTable parse_module_table(std::string_view text);

}  // namespace poap
