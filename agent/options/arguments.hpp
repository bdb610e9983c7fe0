#pragma once

#include <string>
#include <vector>

namespace poap {

/// The arguments behind the program's name, the last one first, as CLI11 takes them. A switch of poap.py's
/// gets a value. Beside any of poap.py's own keys an empty value of one of its keys is as good as none.
/// @throws Error (Usage) of any other empty value, `--flag=` or `--flag ""`
std::vector<std::string> arguments_of(int argc, const char* const* argv);

}  // namespace poap
