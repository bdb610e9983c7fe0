#include "options/arguments.hpp"

#include <algorithm>
#include <string_view>

#include "options/poap_py.hpp"
#include "options/usage.hpp"
#include "text.hpp"

namespace poap {

namespace {

/// `--flag ""` as `--flag=`.
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

}  // namespace

std::vector<std::string> arguments_of(int argc, const char* const* argv) {
    std::vector<std::string> arguments = joined(argc, argv);
    const bool is_poap_py = std::ranges::any_of(
        arguments, [](const std::string& argument) { return is_poap_py_flag(flag_of(argument)); });
    std::erase_if(arguments, [&](const std::string& argument) {
        if (!has_empty_value(argument)) return false;
        const std::string_view flag = flag_of(argument);
        if (is_poap_py && (is_poap_py_flag(flag) || is_shared_with_poap_py(flag))) return true;
        usage(concat("the value of ", printable(flag, 80), " is empty"));
    });
    for (std::string& argument : arguments) {
        if (is_poap_py_switch(argument)) argument += "=true";
    }
    std::ranges::reverse(arguments);
    return arguments;
}

}  // namespace poap
