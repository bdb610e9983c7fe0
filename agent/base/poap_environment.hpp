#pragma once

#include <optional>

#include "base/names.hpp"

namespace poap {

/// What POAP tells the script it runs, in `POAP_*` variables. Any of them may be missing; one that is
/// malformed is as good as missing.
struct PoapEnvironment {
    bool in_poap = false;          ///< any `POAP_*` variable is there
    std::optional<Serial> serial;  ///< POAP_SERIAL
    std::optional<Mac> mgmt_mac;   ///< POAP_MGMT_MAC
    std::optional<FileName> vrf;   ///< POAP_VRF

    bool from_usb = false;  ///< POAP_PHASE is USB: the files are on a stick, and there is no network
    std::optional<FileName> host_name;   ///< POAP_HOST_NAME, from DHCP
    std::optional<InterfaceName> port;   ///< POAP_INTF: the port that DHCP answered at
    std::optional<FileName> port_mac;    ///< POAP_MAC: that port's, 12 hex digits in the case they came in
    std::optional<FileName> router_mac;  ///< POAP_RMAC, likewise
    std::optional<FileName> given_mgmt_mac;  ///< POAP_MGMT_MAC, likewise

    /// From a process's environment, each entry `NAME=value`.
    /// @param entries null-terminated, as `environ`
    static PoapEnvironment parse(const char* const* entries);
};

}  // namespace poap
