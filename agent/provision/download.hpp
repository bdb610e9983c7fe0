#pragma once

#include <optional>
#include <string>

#include "base/body_sink.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/names.hpp"
#include "flash/staged_file.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// Downloads a file, with retries and progress.
/// @throws Error (Transfer, Interrupted); errors of the sink
void download(const PlannedFile& file, BodySink& sink, const Context& context);

/// Downloads a file to bootflash, and verifies it if its digest is known. Resumes the part of an earlier run
/// then, or uses it if it is complete. A file that arrived in pieces and is wrong is downloaded once more.
/// @param staged_name the planned name for its part, see part_name
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted); (Transfer) also if it is empty
StagedFile download_to_bootflash(const PlannedFile& file, const FileName& staged_name,
                                 const std::optional<Digest>& expected, const Context& context);

/// ` over HTTP`, ` from the USB stick`.
std::string way_of(Protocol protocol);

void log_verifying(const FileName& name, const Digest& expected, Log& log);

Error wrong_digest(const FileName& name, const Digest& actual, const Digest& expected);

}  // namespace poap
