#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/poap_environment.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// The keys of the options block of Cisco's poap.py (datacenter/nexus9000, nx-os/poap/poap.py) that are no
/// flags of the agent's own, such as `target_system_image`.
std::vector<std::string> poap_py_keys();

/// Such a key as a flag: `--target-system-image`.
std::string poap_py_flag(std::string_view key);

/// Whether `flag` is one of these.
bool is_poap_py_flag(std::string_view flag);

/// Whether `flag` is one of the agent's own that is a key of poap.py's too, such as `--mode`.
bool is_shared_with_poap_py(std::string_view flag);

/// Whether `argument` is such a key as a flag that needs no value: True in the options block.
bool is_poap_py_switch(std::string_view argument);

/// Makes flags of the agent's own of what an options block of poap.py's says, with poap.py's defaults for
/// what it does not say. Where there is no such key, nothing happens.
/// @throws Error (Usage) naming every key that cannot be honoured, and what to use instead
void translate_poap_py(RawOptions& raw, Options& options, const PoapEnvironment& environment);

}  // namespace poap
