#pragma once

#include <stdexcept>

namespace poap::stub {

/// The address cannot be listened on.
class ServerError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace poap::stub
