#pragma once

#include "base/identity.hpp"
#include "base/names.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Whether Cisco's poap.py would upgrade the BIOS before it boots `image`, an NX-OS image: the number before
/// the dot of the BIOS version is below 3, or on a switch of the family Fretta below 1. A switch that refuses
/// `show chassis-family`, which is asked only if that decides, is not of that family. False if the version is
/// unknown.
/// @throws errors of Cli::run
bool has_old_bios(Cli& cli, const RunningImages& running, const FileName& image);

}  // namespace poap
