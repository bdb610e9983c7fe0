#pragma once

#include <string>
#include <vector>

#include "options/option_names.hpp"

namespace poap {

/// How messages call the options of a command line. The boot file gives `--options-block=N`: the N arguments
/// after it are the keys of its options block.
OptionNames names_of(int argc, const char* const* argv);

/// The command line, ready for CLI11.
struct Arguments {
    std::vector<std::string> reversed;  ///< less the program's name, the last one first
    bool empty_password = false;        ///< `password` is there, and empty
};

/// A switch of poap.py's gets a value. Beside any of poap.py's own keys an empty value of one of its keys is
/// as good as none, but for the password.
/// @throws Error (Usage) of any other empty value, `--flag=` or `--flag ""`
Arguments arguments_of(int argc, const char* const* argv);

}  // namespace poap
