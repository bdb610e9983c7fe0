#pragma once

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"

namespace poap {

/// The digest of a file on bootflash as it is on the disk. A signal ends the reading.
/// @throws Error (Switch, Interrupted)
Digest digest_of(const Descriptor& file, const FileName& name, DigestKind kind, Clock& clock);

}  // namespace poap
