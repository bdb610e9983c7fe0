#include "options/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "options/poap_py.hpp"
#include "options/usage.hpp"

namespace poap {

namespace {

/// Turns `--flag ""` into `--flag=`.
std::vector<std::string> joined(int argc, const char* const* argv) {
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const bool is_value_of_last = argument.empty() && !arguments.empty() &&
                                      arguments.back().starts_with('-') &&
                                      arguments.back().find('=') == std::string::npos;
        if (is_value_of_last) {
            arguments.back() += '=';
        } else {
            arguments.emplace_back(argument);
        }
    }
    return arguments;
}

std::string_view flag_of(std::string_view argument) {
    return argument.substr(0, argument.find('='));
}

bool has_empty_value(std::string_view argument) {
    return argument.starts_with('-') && argument.find('=') == argument.size() - 1;
}

std::set<std::string> flags_among(std::span<const std::string> arguments) {
    std::set<std::string> flags;
    for (const std::string& argument : arguments) {
        if (argument.starts_with('-')) flags.emplace(flag_of(argument));
    }
    return flags;
}

bool is_flag(std::string_view argument) {
    const std::string flag(flag_of(argument));
    return option_flags().contains(flag) || flag == "-h" || flag == "--help" || flag == "--version";
}

/// CLI11 would take the next flag for a missing value.
void check_values(std::span<const std::string> arguments) {
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (flags_with_value().contains(argument) && !is_poap_py_switch(argument) &&
            is_flag(arguments[i + 1]))
            usage(concat(argument, " needs a value"));
    }
}

/// N from `--options-block=N`.
std::optional<std::size_t> size_of_block(std::string_view argument) {
    constexpr std::string_view kFlag = "--options-block=";
    if (!argument.starts_with(kFlag)) return std::nullopt;
    const std::string_view number = argument.substr(kFlag.size());
    std::size_t size = 0;
    const auto end = std::from_chars(number.data(), number.data() + number.size(), size);
    if (end.ec != std::errc() || end.ptr != number.data() + number.size()) return std::nullopt;
    return size;
}

/// Whether `argument` proves that the options are poap.py's. `password` does not: the agent has it too.
bool is_poap_py(std::string_view argument) {
    return is_poap_py_flag(flag_of(argument)) && flag_of(argument) != "--password";
}

/// Position of the options block's mark in `arguments`; their end if there is none.
auto mark_in(const std::vector<std::string>& arguments) {
    return std::ranges::find_if(arguments,
                                [](const auto& argument) { return size_of_block(argument).has_value(); });
}

}  // namespace

OptionNames names_of(int argc, const char* const* argv) {
    const std::vector<std::string> arguments = joined(argc, argv);
    const bool poap_py = std::ranges::any_of(arguments, is_poap_py);
    const auto mark = mark_in(arguments);
    if (mark == arguments.end()) return {std::nullopt, flags_among(arguments), poap_py};
    const std::span after(mark + 1, arguments.end());
    const std::size_t size = std::min(*size_of_block(*mark), after.size());
    return {flags_among(after.first(size)), flags_among(after.subspan(size)), poap_py};
}

/// The boot file turns `"key": True` into a flag without a value. If the flag needs a value, it would swallow
/// the next flag.
void check_values_in_block(std::span<const std::string> block) {
    for (const std::string& argument : block) {
        if (!is_poap_py_switch(argument) && flags_with_value().contains(argument))
            usage(concat("the value of ", argument, " is True, but it needs a text or number"));
    }
}

Arguments arguments_of(int argc, const char* const* argv) {
    std::vector<std::string> arguments = joined(argc, argv);
    if (const auto mark = mark_in(arguments); mark != arguments.end()) {
        const std::span after(mark + 1, arguments.end());
        check_values_in_block(after.first(std::min(*size_of_block(*mark), after.size())));
        arguments.erase(mark);
    }
    check_values(arguments);
    bool empty_password = false;
    const bool has_poap_py = std::ranges::any_of(
        arguments, [](const std::string& argument) { return is_poap_py_flag(flag_of(argument)); });
    std::erase_if(arguments, [&](const std::string& argument) {
        if (!has_empty_value(argument)) return false;
        const std::string_view flag = flag_of(argument);
        if (flag == "--password") empty_password = true;
        if (has_poap_py && (is_poap_py_flag(flag) || is_shared_with_poap_py(flag))) return true;
        usage(concat("the value of ", printable(flag, 80), " is empty"));
    });
    for (std::string& argument : arguments) {
        if (is_poap_py_switch(argument)) argument += "=true";
    }
    std::ranges::reverse(arguments);
    return {std::move(arguments), empty_password};
}

}  // namespace poap
