#pragma once

#include <string>
#include <vector>

#include "options/option_names.hpp"

namespace poap {

/// The names of options in messages about this command line. The boot file passes `--options-block=N`: the N
/// arguments after it are the keys of its options block.
OptionNames names_of(int argc, const char* const* argv);

/// The command line, ready for CLI11.
struct Arguments {
    std::vector<std::string> reversed;  ///< without the program's name, in reverse order
    bool empty_password = false;        ///< `password` is there, but empty
};

/// Adds the value to poap.py's boolean flags. If there are keys of poap.py, an empty value of such a key
/// counts as missing, except for the password.
/// @throws Error (Usage) for any other empty value, `--flag=` or `--flag ""`
Arguments arguments_of(int argc, const char* const* argv);

}  // namespace poap
