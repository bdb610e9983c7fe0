#pragma once

#include <stdexcept>
#include <string>

namespace poap::stub {

/// A request that is answered with an HTTP status of the client's kind (4xx) and a JSON `message`. Any other
/// exception out of a handler is this server's or its folder's fault: a 500, with a `message` too.
class Refusal : public std::runtime_error {
  public:
    Refusal(int status, const std::string& message) : std::runtime_error(message), status_(status) {}

    int status() const { return status_; }

  private:
    int status_;
};

}  // namespace poap::stub
