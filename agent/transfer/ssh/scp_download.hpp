#pragma once

#include <optional>
#include <string>

#include "base/body_sink.hpp"
#include "transfer/ssh/ssh_session.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Downloads a file with the server's `scp -f`, from the beginning: the protocol cannot resume.
/// @param path absolute, on the server
/// @throws FaultError; errors of the sink
std::optional<Refused> download_by_scp(SshSession& session, const std::string& path, Watchdog& watchdog,
                                       BodySink& sink);

}  // namespace poap
