#pragma once

#include <string>

#include "support/tftp_server.hpp"

namespace poap::runs {

/// A TFTP server on 127.0.0.1 that serves a folder as it is at the time of each request, and tells each
/// file's size.
class TftpFolder {
  public:
    explicit TftpFolder(const std::string& folder);

    /// `host:port`
    std::string address() const;

  private:
    test::TftpServer server_;
};

}  // namespace poap::runs
