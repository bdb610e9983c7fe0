#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bootflash.hpp"

namespace poap::emulator {

/// The files `poap_replay01.cfg`, `poap_replay02.cfg`, … with the scheduled configuration, in the order
/// of their numbers.
std::vector<std::string> replay_files(const Bootflash& bootflash);

/// Schedules one more configuration: writes it to the replay file after the last one. It is on the disk when
/// this returns, and a process that is killed leaves no part of it under a replay file's name.
void add_replay_file(Bootflash& bootflash, std::string_view config);

/// What is scheduled: the replay files one after the other, byte for byte; none when there is no such file.
std::optional<std::string> scheduled_config(const Bootflash& bootflash);

/// Whether this is the name of a replay file: `poap_replay`, digits, `.cfg`.
bool is_replay_file(std::string_view name);

}  // namespace poap::emulator
