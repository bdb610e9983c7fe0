#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

namespace poap {

/// The name of a planned file until it is published: `.<name>.part`.
std::string part_name(const FileName& name);

/// The planned name in `.<name>.part`; none for any other name.
std::optional<FileName> planned_name(std::string_view part);

/// The name of the first of a configuration's two parts: `poap-agent-first.<name>`.
FileName first_config_name(const FileName& planned);

/// Names for publishing a configuration: its own, then `poap-agent.<name>`, then `poap-agent-2.<name>` to
/// `poap-agent-9.<name>`, in case others have files of those names. A name that would be too long is cut at
/// its beginning.
std::vector<FileName> config_names(const FileName& planned);

}  // namespace poap
