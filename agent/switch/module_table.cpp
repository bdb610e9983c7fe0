#include "switch/module_table.hpp"

#include <algorithm>
#include <cstddef>

#include "text.hpp"

namespace poap {

namespace {

using Lines = std::vector<std::string_view>;

/// From the heading's first word on; empty where the line has no heading.
std::string_view heading_in(std::string_view line) {
    for (auto at = line.find("Mod"); at != std::string_view::npos; at = line.find("Mod", at + 1)) {
        const std::string_view rest = line.substr(at + std::string_view("Mod").size());
        const std::string_view next = trimmed(rest);
        if (rest != next && (next.starts_with("Ports") || next.starts_with("Module-Type")))
            return line.substr(at);
    }
    return {};
}

/// Of the rule below the heading: dashes and blanks.
bool is_rule(std::string_view line) {
    return line.find('-') != std::string_view::npos &&
           line.find_first_not_of("- \t") == std::string_view::npos;
}

/// Takes digits and the blanks after them off the front.
bool take_number(std::string_view& text) {
    const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    const auto end = text.find_first_not_of(" \t", digits);
    if (digits == 0 || end == digits || end == std::string_view::npos) return false;
    text.remove_prefix(end);
    return true;
}

/// Whether a line begins with the numbers of a module and of its ports: no rest of a wrapped row does.
bool begins_a_row(std::string_view line) {
    line = trimmed(line);
    return take_number(line) && take_number(line);
}

/// What comes below the heading and belongs to it.
class TableReader {
  public:
    /// @param first the heading's line
    TableReader(const Lines& lines, std::size_t first) : lines_(lines), at_(first) {
        const bool has_columns = read_heading();
        read_rule();
        wrapped_ ? read_wrapped_rows() : read_rows();
        table_.understood = has_columns && !table_.rows.empty();
        if (!has_columns) table_.rows.clear();
    }

    const ModuleTable& table() const { return table_; }
    /// The first line after the table.
    std::size_t end() const { return at_; }

  private:
    /// Whether it has the columns that are known. It may be wrapped: up to the rule.
    bool read_heading() {
        constexpr std::size_t kMostLines = 4;
        std::string heading(heading_in(lines_[at_]));
        width_ = heading.size();
        const std::size_t first = at_++;
        std::size_t rule = at_;
        while (rule < lines_.size() && rule < first + kMostLines && !is_rule(lines_[rule])) ++rule;
        if (rule < lines_.size() && is_rule(lines_[rule])) {
            wrapped_ = rule > at_;
            for (; at_ < rule; ++at_) heading += lines_[at_];
        }
        const auto type = heading.find("Module-Type");
        return type != std::string::npos && heading.find("Status", type) != std::string::npos;
    }

    void read_rule() {
        for (std::size_t pieces = 0; at_ < lines_.size() && is_rule(lines_[at_]); ++at_, ++pieces) {
            width_ = std::max(width_, lines_[at_].size());
            if (pieces > 0) wrapped_ = true;
        }
    }

    void read_rows() {
        for (; at_ < lines_.size(); ++at_) {
            const std::string_view line = trimmed(lines_[at_]);
            if (line.empty() || !is_digit(line.front())) return;
            table_.rows.emplace_back(line);
        }
    }

    void read_wrapped_rows() {
        std::string row;
        for (; at_ < lines_.size(); ++at_) {
            const std::string_view line = lines_[at_];
            if (begins_a_row(line)) {
                take(row);
                row = line;
            } else if (!row.empty() && continues(line)) {
                const std::size_t before = lines_[at_ - 1].size();
                row.append(width_ - std::min(width_, before), ' ');  // blanks that were left out
                row += line;
            } else {
                break;
            }
        }
        take(row);
    }

    /// Whether a line is the rest of the one before it: that one is full, or this one is indented.
    bool continues(std::string_view line) const {
        if (line.empty() || !heading_in(line).empty()) return false;
        const bool is_blank = trimmed(line).empty();
        const bool is_indented = line.front() == ' ' || line.front() == '\t';
        return lines_[at_ - 1].size() >= width_ || (is_indented && !is_blank);
    }

    void take(const std::string& row) {
        if (!row.empty()) table_.rows.emplace_back(trimmed(row));
    }

    const Lines& lines_;
    std::size_t at_;
    std::size_t width_ = 0;  ///< where the switch wraps
    bool wrapped_ = false;
    ModuleTable table_;
};

}  // namespace

ModuleTable parse_module_table(std::string_view text) {
    const Lines lines = lines_of(text);
    ModuleTable all;
    for (std::size_t at = 0; at < lines.size();) {
        if (heading_in(lines[at]).empty()) {
            ++at;
            continue;
        }
        const TableReader reader(lines, at);
        const ModuleTable& table = reader.table();
        all.rows.insert(all.rows.end(), table.rows.begin(), table.rows.end());
        all.understood = all.understood && table.understood;
        at = reader.end();
    }
    return all;
}

}  // namespace poap
