#pragma once

#include <string>
#include <vector>

#include "base/names.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// What is left on bootflash, as `.poap-agent.hop`, when a switch is about to reload into a hop's image: so
/// that the run after that reload knows whether it has come any further. One line each hop, `<image> <boot>`.
struct HopMark {
    FileName image;
    std::string boot;  ///< in which it was made, see boot_id
};

/// The kernel's name for its present boot, /proc/sys/kernel/random/boot_id (random(4)): another one after
/// each reload. Empty where there is none.
std::string boot_id();

/// The hops made so far; none where there is no file, or what lies there is not one of the agent's.
/// @throws Error (Switch)
std::vector<HopMark> read_hop_marks(const Bootflash& bootflash);

/// Adds one, in place of an older one of the same image.
/// @throws Error (Switch, NoSpace)
void add_hop_mark(const Bootflash& bootflash, const HopMark& mark);

/// There need not be any.
void remove_hop_marks(const Bootflash& bootflash);

/// A hop that was made is not made again: where a reload since then has not brought its image to run, another
/// one will not either.
/// @param image of the hop that is next
/// @throws Error (Switch)
void check_hop_is_new(const Bootflash& bootflash, const FileName& image, const std::string& boot);

}  // namespace poap
