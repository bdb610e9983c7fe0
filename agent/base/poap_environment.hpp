#pragma once

#include <optional>

#include "base/names.hpp"

namespace poap {

/// The `POAP_*` variables that POAP sets for the boot file. Any may be missing; a malformed one counts as
/// missing.
struct PoapEnvironment {
    bool in_poap = false;          ///< at least one `POAP_*` variable is set
    std::optional<Serial> serial;  ///< POAP_SERIAL
    std::optional<Mac> mgmt_mac;   ///< POAP_MGMT_MAC
    std::optional<FileName> vrf;   ///< POAP_VRF

    bool from_usb = false;  ///< POAP_PHASE is USB: the files are on a USB stick, and there is no network
    std::optional<FileName> host_name;   ///< POAP_HOST_NAME, from DHCP
    std::optional<InterfaceName> port;   ///< POAP_INTF: the port that got the DHCP answer
    std::optional<FileName> port_mac;    ///< POAP_MAC: MAC of that port, 12 hex digits in their original case
    std::optional<FileName> router_mac;  ///< POAP_RMAC, same form
    std::optional<FileName> given_mgmt_mac;  ///< POAP_MGMT_MAC, same form

    /// From a process's environment of `NAME=value` entries.
    /// @param entries null-terminated, like `environ`
    static PoapEnvironment parse(const char* const* entries);
};

}  // namespace poap
