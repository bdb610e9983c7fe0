#pragma once

#include <cstddef>
#include <string>

namespace poap {

/// All of a file, or of a pipe, that `flag` names. A pipe may be one whose writer is gone, what it wrote
/// still in it; one that nobody writes to is not waited for.
/// @param most in bytes
/// @throws Error (Usage) where it cannot be read, is larger, or is a pipe with nothing in it
std::string read_small_file(const std::string& flag, const std::string& path, std::size_t most);

}  // namespace poap
