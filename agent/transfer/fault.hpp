#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace poap {

/// Why a transfer failed, without its URL.
struct Fault {
    std::string cause;
    std::string advice;  ///< empty: use the general advice
    Retryable retryable;
};

/// A fault inside a client, which adds the URL before it passes it on.
class FaultError : public std::runtime_error {
  public:
    explicit FaultError(Fault fault) : std::runtime_error(fault.cause), fault_(std::move(fault)) {}
    const Fault& fault() const { return fault_; }

  private:
    Fault fault_;
};

}  // namespace poap
