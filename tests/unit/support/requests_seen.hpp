#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace poap::test {

/// What a server's thread was asked for, for the test's thread to look at. A client repeats a request that a
/// busy machine answers late: one that comes again right after itself counts once.
class RequestsSeen {
  public:
    void note(const std::string& file, const std::string& request) {
        const std::scoped_lock lock(lock_);
        auto& requests = requests_[file];
        if (requests.empty() || requests.back() != request) requests.push_back(request);
    }

    /// The requests for a file.
    std::vector<std::string> of(const std::string& file) const {
        const std::scoped_lock lock(lock_);
        const auto found = requests_.find(file);
        return found == requests_.end() ? std::vector<std::string>() : found->second;
    }

  private:
    mutable std::mutex lock_;
    std::map<std::string, std::vector<std::string>> requests_;
};

}  // namespace poap::test
