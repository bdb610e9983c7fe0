#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

namespace poap {

/// The name that a planned file has until it is published: `.<name>.part`.
std::string part_name(const FileName& name);

/// The planned name in `.<name>.part`; none in any other.
std::optional<FileName> planned_name(std::string_view part);

/// The names that a configuration may be published under: its own, then `poap-agent.<name>`, then
/// `poap-agent-2.<name>` to `poap-agent-9.<name>`, for where others have files of those names. A name that
/// would be too long loses its beginning.
std::vector<FileName> config_names(const FileName& planned);

}  // namespace poap
