#include "nxos/module_table.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace poap {

namespace {

using Lines = std::vector<std::string_view>;

/// From the heading's first word on; empty if the line has no heading.
std::string_view heading_in(std::string_view line) {
    for (auto at = line.find("Mod"); at != std::string_view::npos; at = line.find("Mod", at + 1)) {
        const std::string_view rest = line.substr(at + std::string_view("Mod").size());
        const std::string_view next = trimmed(rest);
        if (rest != next && (next.starts_with("Ports") || next.starts_with("Module-Type")))
            return line.substr(at);
    }
    return {};
}

/// The line below the heading: dashes and blanks.
bool is_rule(std::string_view line) {
    return line.find('-') != std::string_view::npos &&
           line.find_first_not_of("- \t") == std::string_view::npos;
}

/// Removes digits and the blanks after them from the front.
bool take_number(std::string_view& text) {
    const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    const auto end = text.find_first_not_of(" \t", digits);
    if (digits == 0 || end == digits || end == std::string_view::npos) return false;
    text.remove_prefix(end);
    return true;
}

/// Whether a line begins with a module number and a port count; the rest of a wrapped row does not.
bool begins_a_row(std::string_view line) {
    line = trimmed(line);
    return take_number(line) && take_number(line);
}

/// Whether another table, or the footnote of this one, begins.
bool ends_the_table(std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() < 2) return false;
    return !heading_in(line).empty() || words[0] == "Mod" || words[1] == "Ports" ||
           (words[0] == "*" && words[1] == "this");
}

/// Reads from the heading to the next table.
class TableReader {
  public:
    /// @param first index of the heading line
    TableReader(const Lines& lines, std::size_t first) : lines_(lines), at_(first) {
        const bool has_columns = read_heading();
        read_rule();
        const bool has_only_rows = read_rows();
        table_.understood = has_columns && has_only_rows && !table_.rows.empty();
        if (!has_columns) table_.rows.clear();
    }

    const ModuleTable& table() const { return table_; }
    /// The first line after the table.
    std::size_t end() const { return at_; }

  private:
    /// Whether the known columns are there. The heading may be wrapped, up to the dashed line.
    bool read_heading() {
        constexpr std::size_t kMostLines = 4;
        std::string heading(heading_in(lines_[at_]));
        width_ = heading.size();
        const std::size_t first = at_++;
        std::size_t rule = at_;
        while (rule < lines_.size() && rule < first + kMostLines && !is_rule(lines_[rule])) ++rule;
        if (rule < lines_.size() && is_rule(lines_[rule])) {
            for (; at_ < rule; ++at_) heading += lines_[at_];
        }
        const auto type = heading.find("Module-Type");
        return type != std::string::npos && heading.find("Status", type) != std::string::npos;
    }

    /// The dashed line is about as wide as the longest row, so it shows how rows may be wrapped.
    void read_rule() {
        for (; at_ < lines_.size() && is_rule(lines_[at_]); ++at_) {
            rule_.push_back(lines_[at_].size());
            width_ = std::max(width_, lines_[at_].size());
        }
    }

    /// Whether a line can continue a row that has `pieces` lines so far.
    bool continues(std::string_view line, std::size_t pieces) const {
        constexpr std::size_t kBeyondTheRule = 4;  // `ha-standby`, `initializing`
        return pieces > 0 && pieces < rule_.size() &&
               line.find_last_not_of(" \t") + 1 <= rule_[pieces] + kBeyondTheRule;
    }

    /// Whether there are only rows and blank lines. Other output in between may hide a row.
    bool read_rows() {
        bool has_only_rows = true;
        std::string row;
        std::size_t pieces = 0;  ///< lines of that row
        for (; at_ < lines_.size() && !ends_the_table(lines_[at_]); ++at_) {
            const std::string_view line = lines_[at_];
            if (begins_a_row(line)) {
                take(row);
                row = line;
                pieces = 1;
            } else if (continues(line, pieces)) {
                row.resize(std::max(row.size(), pieces * width_), ' ');  // blanks that the switch left out
                row += line;
                ++pieces;
            } else if (!trimmed(line).empty()) {
                has_only_rows = false;
            }
        }
        take(row);
        return has_only_rows;
    }

    void take(const std::string& row) {
        if (!row.empty()) table_.rows.emplace_back(trimmed(row));
    }

    const Lines& lines_;
    std::size_t at_;
    std::size_t width_ = 0;          ///< column at which the switch wraps
    std::vector<std::size_t> rule_;  ///< widths of its lines
    ModuleTable table_;
};

/// As a terminal shows them: text after a carriage return overwrites `--More--`.
Lines shown_lines_of(std::string_view text) {
    Lines lines = lines_of(text);
    for (std::string_view& line : lines) {
        line.remove_prefix(line.rfind('\r', line.find_last_not_of(" \t\r")) + 1);
        line = line.substr(0, line.find('\r'));
    }
    return lines;
}

}  // namespace

ModuleTable parse_module_table(std::string_view text) {
    const Lines lines = shown_lines_of(text);
    ModuleTable all;
    bool is_first = true;
    for (std::size_t at = 0; at < lines.size();) {
        if (heading_in(lines[at]).empty()) {
            ++at;
            continue;
        }
        const TableReader reader(lines, at);
        const ModuleTable& table = reader.table();
        all.rows.insert(all.rows.end(), table.rows.begin(), table.rows.end());
        all.understood = table.understood && (all.understood || is_first);
        is_first = false;
        at = reader.end();
    }
    return all;
}

bool is_nexus_3548(const ModuleTable& table) {
    return std::ranges::any_of(table.rows,
                               [](const std::string& row) { return row.find("3548") != std::string::npos; });
}

}  // namespace poap
