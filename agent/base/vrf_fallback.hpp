#pragma once

namespace poap {

/// Whether the agent may use the current network namespace if it cannot enter the VRF.
enum class VrfFallback {
    Allowed,      ///< the VRF comes from the switch or is the built-in default
    NotAsked,     ///< the VRF comes from the operator
    NotPassword,  ///< a password would be sent to an unknown server in the current network
};

}  // namespace poap
