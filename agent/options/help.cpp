#include "options/help.hpp"

#include <sstream>
#include <vector>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kWidth = 79;
constexpr std::size_t kFirstColumn = 26;

/// `text` with line breaks, for the second column.
std::string wrapped(const std::string& text) {
    std::istringstream words(text);
    std::string lines;
    std::size_t used = 0;
    for (std::string word; words >> word; used += word.size()) {
        const bool fits = used + 1 + word.size() <= kWidth - kFirstColumn;
        if (used > 0) lines += fits ? ' ' : '\n';
        used = used > 0 && fits ? used + 1 : 0;
        lines += word;
    }
    return lines;
}

}  // namespace

HelpFormatter::HelpFormatter() {
    column_width(kFirstColumn);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
    return concat(make_usage(app, std::move(name)), make_description(app), make_subcommands(app, mode), '\n',
                  make_groups(app, mode), make_footer(app));
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
    std::string commands;
    for (const CLI::App* command : app->get_subcommands({}))
        commands += (commands.empty() ? "" : "|") + command->get_name();
    return concat("Usage: ", name, " [", commands, "] [OPTION...]\n\n");
}

std::string HelpFormatter::make_group(std::string group, bool is_positional,
                                      std::vector<const CLI::Option*> options) const {
    std::string text = group + ":\n";
    for (const CLI::Option* option : options) text += make_option(option, is_positional);
    return text;
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
    std::stringstream line;
    CLI::detail::format_help(line, command->get_name(), wrapped(command->get_description()), kFirstColumn);
    return line.str();
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
    return option->get_type_size() == 0 ? "" : " " + option->get_type_name();
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
    const std::string initial = option->get_default_str();
    const std::string& description = option->get_description();
    return wrapped(initial.empty() ? description : concat(description, " (default: ", initial, ')'));
}

}  // namespace poap
