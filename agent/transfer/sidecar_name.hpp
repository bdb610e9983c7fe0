#pragma once

#include <string>
#include <vector>

#include "transfer/sidecar_line.hpp"

namespace poap {

/// Whose digest a line of a sidecar has or announces.
enum class Named { Nothing, Ours, Other };

/// Which file a line names: `<MD5>  <file>`, `MD5 (<file>) = <MD5>`, `<file>: <MD5>`, or without an MD5
/// `Path : <file>`, `MD5 hash of file <file>:`. The last part of a path counts, in any case. A name that is
/// cut off (`nxos64-c...`) is ours where ours begins so, and else nothing.
/// @param ours the names of our file
Named named_in(const SidecarLine& line, const std::vector<std::string>& ours);

}  // namespace poap
