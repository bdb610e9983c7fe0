#pragma once

#include <string>

#include "base/descriptor.hpp"

namespace poap::rig {

/// A port of 127.0.0.1 that nobody listens at, as long as this lives.
class DeadPort {
  public:
    DeadPort();
    const std::string& number() const { return number_; }

  private:
    Descriptor socket_;
    std::string number_;
};

}  // namespace poap::rig
