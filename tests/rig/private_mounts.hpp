#pragma once

namespace poap::rig {

/// Whether mounts made from here on are nobody else's, and go with this process. Takes root.
bool mounts_are_private();

}  // namespace poap::rig
