#pragma once

#include <string>

#include "clock.hpp"
#include "pass.hpp"
#include "switch/bootflash.hpp"
#include "switch/identity.hpp"

namespace poap {

/// What `collect` prints: as JSON one flat object with `serial`, `mac`, `running_image` and `kickstart_image`
/// (file names, or null), else lines for a person.
std::string identity_report(const Identity& identity, bool json);

/// What `plan` prints: what `run` would do, and why. As JSON the identity's object, and in it `config` and
/// `images`, each with `name`, `url`, `action`, `reason` and `digest` (or null), `boot` (the commands that
/// make the images the next ones, or an empty list), and `standby` (or null) with `module`, `state` and
/// `copies`, the images that it gets where it does not have them.
/// @throws Error (Switch, Interrupted) while reading bootflash
std::string plan_report(const Inquiry& inquiry, const Bootflash& bootflash, Clock& clock, bool json);

}  // namespace poap
