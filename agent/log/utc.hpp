#pragma once

#include <string>

namespace poap {

/// The current UTC time by the switch's clock.
/// @param format as for strftime(3)
std::string utc_now(const char* format);

}  // namespace poap
