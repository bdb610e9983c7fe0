#pragma once

#include <string>
#include <vector>

#include "base/names.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// An entry in `.poap-agent.hop` on bootflash, written before a reload into an intermediate image, so that
/// the run after that reload can tell whether the image booted. One line per image, `<image> <boot>`.
struct HopMark {
    FileName image;
    std::string boot;  ///< boot ID when it was written, see boot_id
};

/// The kernel's boot ID, /proc/sys/kernel/random/boot_id (random(4)), which changes with each reload. Empty
/// if there is none.
std::string boot_id();

/// The entries; empty if there is no file, or it is not the agent's own.
/// @throws Error (Switch)
std::vector<HopMark> read_hop_marks(const Bootflash& bootflash);

/// Adds an entry; replaces an older one of the same image.
/// @throws Error (Switch, NoSpace)
void add_hop_mark(const Bootflash& bootflash, const HopMark& mark);

/// Removes all entries. It is fine if there are none.
void remove_hop_marks(const Bootflash& bootflash);

/// Throws if an earlier reload into this image did not boot it: another attempt would fail the same way.
/// @param image the next intermediate image
/// @throws Error (Switch)
void check_hop_is_new(const Bootflash& bootflash, const FileName& image, const std::string& boot);

}  // namespace poap
