#pragma once

#include <cstdint>

#include "base/error.hpp"
#include "nxos/config_scan.hpp"
#include "plan/install_plan.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// In bytes.
inline constexpr std::uint64_t kLongestConfig = 16 * 1024 * 1024;

// What ends a run, and a plan, over a file: in the same words.

/// The server, or the stick, does not give the file. It may pass where `refused` says so.
AnswerError cannot_fetch(const PlannedFile& file, const Refused& refused);

Error empty_image(const PlannedFile& image);

Error no_config(const PlannedFile& config, const ConfigFault& fault);

/// The configuration is longer than kLongestConfig.
Error config_too_large(const PlannedFile& config);

/// Bootflash does not have the bytes that --required-space asks for.
/// @param there bytes that it has
Error too_little_space(std::uint64_t there, std::uint64_t required);

}  // namespace poap
