#pragma once

#include <cstdint>
#include <optional>

#include "clock.hpp"
#include "retry.hpp"
#include "room.hpp"
#include "switch/bootflash.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// How files are fetched and checked.
struct Staging {
    Transport& transport;
    const Bootflash& bootflash;
    const Retries& retries;               ///< of each transfer
    bool require_digest;                  ///< no file without a known digest
    std::optional<Clock::Time> deadline;  ///< when the switch will end the program
    const Room& room;                     ///< made where a file finds none
    bool sidecars = true;                 ///< whether a file's `.md5` is asked for
    std::uint64_t required_space = 0;     ///< in bytes, on bootflash before anything is fetched
    bool has_plan_of_server = true;       ///< whether a POAP server made the plan, not the options
};

}  // namespace poap
