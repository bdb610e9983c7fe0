#pragma once

#include <cstddef>
#include <string>

namespace poap {

/// All of a file, or of a pipe, that `flag` names.
/// @param most in bytes
/// @throws Error (Usage) where it cannot be read, or is larger
std::string read_small_file(const std::string& flag, const std::string& path, std::size_t most);

}  // namespace poap
