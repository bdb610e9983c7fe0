#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "log/event.hpp"

namespace poap {

/// Collects from the events of a run a summary for its end.
class Summary {
  public:
    void take(const Event& event);

    /// Pairs of name and text, fit to be logged, in display order.
    using Rows = std::vector<std::pair<std::string, std::string>>;
    Rows rows(const Result& result) const;

    /// Whether there is anything to summarise.
    bool begun() const { return begun_; }

  private:
    std::string state() const;

    bool begun_ = false;
    std::string device_;
    std::string running_;  ///< image
    std::string image_;
    std::string config_;
    std::vector<std::string> verified_;
    std::vector<std::string> changes_;
    std::vector<std::string> files_;  ///< left on bootflash
};

}  // namespace poap
