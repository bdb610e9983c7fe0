#pragma once

#include <mutex>
#include <ostream>
#include <string_view>

namespace poap::stub {

/// One plain line for each event, with the time in UTC. Safe to use from several threads.
class RequestLog {
  public:
    explicit RequestLog(std::ostream& out) : out_(out) {}

    /// What a client sent may stand in the line: all but printable ASCII is written as `?`, and a
    /// long line is cut.
    void write(std::string_view line);

  private:
    std::ostream& out_;
    std::mutex writing_;
};

}  // namespace poap::stub
