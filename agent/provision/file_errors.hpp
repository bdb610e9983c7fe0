#pragma once

#include <cstdint>

#include "base/config_scan.hpp"
#include "base/error.hpp"
#include "plan/install_plan.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// In bytes.
inline constexpr std::uint64_t kLongestConfig = 16 * 1024 * 1024;

// Errors about files, with the same texts in `run` and `plan`.

/// Advice after HTTP 405.
inline constexpr const char* kMayBePoapServer =
    "this may be a POAP server, not a file server: check --file-server, or http_server in the plan";

/// The server, or the stick, does not deliver the file. Retryable if `refused` is.
AnswerError cannot_fetch(const PlannedFile& file, const Refused& refused);

Error empty_file(const PlannedFile& file);

Error no_config(const PlannedFile& config, const ConfigFault& fault);

/// The configuration is longer than kLongestConfig.
Error config_too_large(const PlannedFile& config);

/// Bootflash has less free space than --required-space.
/// @param there free bytes
Error too_little_space(std::uint64_t there, std::uint64_t required);

}  // namespace poap
