#pragma once

#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "base/descriptor.hpp"

namespace poap::test {

/// Standard output or error, put somewhere else for a while.
class PutElsewhere {
  public:
    PutElsewhere(int standard, int fd) : standard_(standard), was_(dup(standard)) { dup2(fd, standard_); }
    ~PutElsewhere() { dup2(was_.get(), standard_); }
    PutElsewhere(const PutElsewhere&) = delete;
    PutElsewhere& operator=(const PutElsewhere&) = delete;

  private:
    int standard_;
    Descriptor was_;
};

/// A variable of the environment, set for a while.
class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* was = std::getenv(name)) was_ = was;
        setenv(name, value, 1);
    }
    ~Variable() {
        if (was_) {
            setenv(name_, was_->c_str(), 1);
        } else {
            unsetenv(name_);
        }
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
    std::optional<std::string> was_;
};

}  // namespace poap::test
