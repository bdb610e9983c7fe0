#pragma once

#include <cstdint>
#include <functional>
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

/// The answers to `POST /reports` and `GET /api/switches`. Thread-safe.
class StatusAnswers {
  public:
    /// Both must outlive it.
    StatusAnswers(SwitchBoard& board, std::function<SiteStatus()> site);

    /// @throws Refusal (400)
    void take_report(std::string_view body, const std::string& client);
    void take_request(const SwitchRequest& request) { board_.take(request); }

    /// Names the state of both answers below: the same one means that nothing but `time` has changed.
    std::string etag();
    nlohmann::ordered_json switches();
    /// @throws Refusal (404)
    nlohmann::ordered_json one_switch(const FileName& serial);

  private:
    SwitchBoard& board_;
    const std::function<SiteStatus()> site_;
    const std::string start_;  ///< differs after a restart
    std::mutex parsing_;
    std::mutex comparing_;
    SiteStatus last_site_;
    std::uint64_t site_revision_ = 0;
};

}  // namespace poap::stub
