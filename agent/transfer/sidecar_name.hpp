#pragma once

#include <string>
#include <vector>

#include "transfer/sidecar_line.hpp"

namespace poap {

/// Whose digest a line of a sidecar contains or announces.
enum class Named { Nothing, Ours, Other };

/// Which file a line names: `<MD5>  <file>`, `MD5 (<file>) = <MD5>`, `<file>: <MD5>`, or without an MD5 `Path
/// : <file>`, `MD5 hash of file <file>:`. Compares the last part of a path, ignoring case. A truncated name
/// (`nxos64-c...`) is Ours if our name begins like that, else Nothing.
/// @param ours possible names of our file
Named named_in(const SidecarLine& line, const std::vector<std::string>& ours);

}  // namespace poap
