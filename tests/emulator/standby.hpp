#pragma once

#include <string>

#include "nexus.hpp"
#include "outcome.hpp"

namespace poap::emulator {

/// How messages write a file on the standby's flash.
std::string standby_url(const std::string& file);

/// Bytes that a file may still take on the standby's flash.
/// @pre the standby is up.
std::uintmax_t standby_free(const Nexus& nexus);

/// The steps that write `file` of bootflash to the standby's flash as `name`, in sixteenths. Whoever is
/// killed between them leaves a part.
/// @pre the standby is up, and the file is on bootflash.
std::vector<Step> steps_to_standby(Nexus& nexus, const std::string& file, const std::string& name);

/// `copy bootflash:FILE bootflash://sup-remote/NAME`. One that does not fit leaves what did.
Outcome copy_to_standby(Nexus& nexus, const std::string& file, const std::string& name);

Outcome show_standby_md5(const Nexus& nexus, const std::string& file);

/// `mkdir bootflash_sup-remote:NAME`.
Outcome create_folder_on_standby(Nexus& nexus, const std::string& name);

Outcome delete_on_standby(Nexus& nexus, const std::string& file);

}  // namespace poap::emulator
