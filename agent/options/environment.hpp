#pragma once

#include <optional>

#include "names.hpp"

namespace poap {

/// What POAP tells the script it runs, in `POAP_*` variables. Any of them may be missing; one that is
/// malformed is as good as missing.
struct PoapEnvironment {
    bool in_poap = false;          ///< any `POAP_*` variable is there
    std::optional<Serial> serial;  ///< POAP_SERIAL
    std::optional<Mac> mgmt_mac;   ///< POAP_MGMT_MAC
    std::optional<FileName> vrf;   ///< POAP_VRF

    /// From a process's environment, each entry `NAME=value`.
    /// @param entries null-terminated, as `environ`
    static PoapEnvironment parse(const char* const* entries);
};

}  // namespace poap
