#pragma once

namespace poap {

/// Whether the agent may use the current network instead of a VRF that cannot be entered.
enum class VrfFallback {
    Allowed,      ///< the switch or the built-in default named the VRF
    NotAsked,     ///< a person named it
    NotPassword,  ///< a password would go to whatever answers in the current network
};

}  // namespace poap
