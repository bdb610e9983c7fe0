#pragma once

#include <mutex>
#include <ostream>
#include <string_view>

namespace poap::stub {

/// One plain line per event, with the UTC time. Thread-safe.
class RequestLog {
  public:
    explicit RequestLog(std::ostream& out) : out_(out) {}

    /// The line may contain client data: everything except printable ASCII becomes `?`, and a long line is
    /// truncated.
    void write(std::string_view line);

  private:
    std::ostream& out_;
    std::mutex writing_;
};

}  // namespace poap::stub
