#pragma once

#include <stdexcept>

namespace poap::stub {

/// The server cannot listen on its address.
class ServerError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace poap::stub
