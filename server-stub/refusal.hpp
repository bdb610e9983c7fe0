#pragma once

#include <stdexcept>
#include <string>

namespace poap::stub {

/// A request that gets an HTTP status 4xx and a JSON `message`. Any other exception in a handler is an error
/// of this server or its folder: a 500, with a `message` too.
class Refusal : public std::runtime_error {
  public:
    Refusal(int status, const std::string& message) : std::runtime_error(message), status_(status) {}

    int status() const { return status_; }

  private:
    int status_;
};

}  // namespace poap::stub
