#pragma once

#include "clock.hpp"
#include "descriptor.hpp"
#include "names.hpp"
#include "transfer/digest.hpp"

namespace poap {

/// The digest of a file on bootflash as it is on the disk. A signal ends the reading.
/// @throws Error (Switch, Interrupted)
Digest digest_of(const Descriptor& file, const FileName& name, DigestKind kind, Clock& clock);

}  // namespace poap
