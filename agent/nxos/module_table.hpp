#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poap {

/// Rows of the table `Mod Ports Module-Type Model Status` of `show module`.
struct ModuleTable {
    /// Trimmed, one module each: `28   0    Supervisor Module   N9K-SUP-A   ok`
    std::vector<std::string> rows;
    bool understood = false;  ///< there is a table with these columns, and it has only rows
};

/// For module numbers.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Parses the output of a chain of commands; ignores other text and tables. Joins rows, headings and dashed
/// lines that the switch wrapped at the terminal's width (capture of a Nexus 9500 at 80 columns), with or
/// without trailing blanks. The heading may follow directly after the last line of the command before.
ModuleTable parse_module_table(std::string_view text);

/// Whether a row contains `3548`, as Cisco's poap.py detects a Nexus 3548.
bool is_nexus_3548(const ModuleTable& table);

}  // namespace poap
