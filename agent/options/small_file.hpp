#pragma once

#include <cstddef>
#include <string>

namespace poap {

/// Content of the file, or pipe, that `flag` names. A pipe may contain data whose writer has ended; an empty
/// pipe without a writer is not waited for.
/// @param most in bytes
/// @throws Error (Usage) if it cannot be read, is larger, or is an empty pipe
std::string read_small_file(const std::string& flag, const std::string& path, std::size_t most);

}  // namespace poap
