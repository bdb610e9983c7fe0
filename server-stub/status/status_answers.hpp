#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image_digests.hpp"
#include "status/switch_board.hpp"

namespace poap::stub {

/// What is wrong with the server's files, and which images it reads.
struct SiteStatus {
    std::vector<std::string> faults;
    std::vector<ImageReading> hashing;

    bool operator==(const SiteStatus&) const = default;
};

/// A version of an answer.
struct StatusAnswer {
    std::string etag;  ///< the same one means that nothing but `time` has changed
    std::shared_ptr<const std::string> json;
};

/// The answers to `POST /reports` and `GET /api/switches`. Thread-safe.
class StatusAnswers {
  public:
    /// @param renewal the answer for all switches may be so old: all that ask meanwhile share it
    /// Board and site must outlive it.
    StatusAnswers(SwitchBoard& board, std::function<SiteStatus()> site,
                  std::chrono::milliseconds renewal = std::chrono::milliseconds(500));

    /// @throws Refusal (400)
    void take_report(std::string_view body, const std::string& client);
    void take_request(const SwitchRequest& request) { board_.take(request); }

    /// @throws Refusal (503) while clients are still reading too many old versions
    StatusAnswer switches();
    /// @throws Refusal (404)
    StatusAnswer one_switch(const FileName& serial);

  private:
    std::string etag_of(const SiteStatus& site);
    nlohmann::ordered_json json_of_all(const SiteStatus& site);

    SwitchBoard& board_;
    const std::function<SiteStatus()> site_;
    const std::chrono::milliseconds renewal_;
    const std::string start_;  ///< differs after a restart
    std::mutex parsing_;
    std::mutex building_;  ///< for all that follows
    SiteStatus last_site_;
    std::uint64_t site_revision_ = 0;
    StatusAnswer last_;
    std::chrono::steady_clock::time_point built_;
    std::vector<std::weak_ptr<const std::string>> given_;  ///< the versions that may still be read
};

}  // namespace poap::stub
