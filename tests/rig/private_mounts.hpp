#pragma once

namespace poap::rig {

/// Whether mounts made after this are this process's alone, and end with it. Takes root.
bool mounts_are_private();

}  // namespace poap::rig
