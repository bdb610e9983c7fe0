#pragma once

#include <string>

namespace poap {

/// What became of a report.
struct Delivery {
    enum class State {
        Taken,    ///< the server has it
        Kept,     ///< no answer, or one that may change: worth another try
        Refused,  ///< this server takes no reports at this URL
    };
    State state;
    std::string cause = {};   ///< unless it was taken
    std::string advice = {};  ///< likewise; begins with a verb in lower case
};

/// Sends reports over the network.
class ReportSender {
  public:
    virtual ~ReportSender() = default;

    /// POSTs a JSON object and waits for the answer, for some seconds. Does not throw.
    virtual Delivery post(const std::string& url, const std::string& json) = 0;

    /// Ends this post() and all later ones at once. May be called by another thread.
    virtual void cancel() = 0;
};

}  // namespace poap
