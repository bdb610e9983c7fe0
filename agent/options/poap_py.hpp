#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/poap_environment.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// Keys of the options block of Cisco's poap.py (datacenter/nexus9000, nx-os/poap/poap.py) that are not flags
/// of the agent, such as `target_system_image`.
std::vector<std::string> poap_py_keys();

/// The flag for such a key: `--target-system-image`.
std::string poap_py_flag(std::string_view key);

/// Whether `flag` stands for such a key.
bool is_poap_py_flag(std::string_view flag);

/// Whether `flag` is both a flag of the agent and a key of poap.py, such as `--mode`.
bool is_shared_with_poap_py(std::string_view flag);

/// Whether `argument` is the flag of a boolean key, without a value: True in the options block.
bool is_poap_py_switch(std::string_view argument);

/// Translates a poap.py options block into the agent's flags, with poap.py's defaults for missing keys. Does
/// nothing if there is no such key.
/// @throws Error (Usage) that names each unsupported key and its replacement
void translate_poap_py(RawOptions& raw, Options& options, const PoapEnvironment& environment);

}  // namespace poap
