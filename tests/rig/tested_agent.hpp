#pragma once

#include <string>

namespace poap::rig {

/// The agent under test: the one that the environment variable POAP_AGENT names, such as the dev preset's, or
/// the binary that ships.
const std::string& agent_path();

/// Whether it runs under AddressSanitizer: ten times as slow, with a runtime that needs /proc and pipes.
bool agent_is_sanitized();

}  // namespace poap::rig
