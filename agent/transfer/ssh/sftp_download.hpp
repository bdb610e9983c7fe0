#pragma once

#include <optional>
#include <string>

#include "base/body_sink.hpp"
#include "transfer/ssh/ssh_session.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Downloads a file by SFTP version 3 (draft-ietf-secsh-filexfer-02), with many reads in flight. Resumes from
/// the end of the sink's partial file if the file still has the same modification time.
/// @param path absolute, on the server
/// @throws FaultError; errors of the sink
std::optional<Refused> download_by_sftp(SshSession& session, const std::string& path, Watchdog& watchdog,
                                        BodySink& sink);

}  // namespace poap
