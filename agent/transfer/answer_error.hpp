#pragma once

#include "base/error.hpp"

namespace poap {

/// A transfer failure where the server answered, but the answer is faulty.
class AnswerError : public Error {
  public:
    using Error::Error;
};

}  // namespace poap
