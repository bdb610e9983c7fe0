#pragma once

#include <string>

namespace poap {

/// The time by the switch's calendar, in UTC. @param format as strftime(3) takes it
std::string utc_now(const char* format);

}  // namespace poap
