#pragma once

#include "base/error.hpp"

namespace poap {

/// A failure of a transfer where somebody answered, and the answer is at fault.
class AnswerError : public Error {
  public:
    using Error::Error;
};

}  // namespace poap
