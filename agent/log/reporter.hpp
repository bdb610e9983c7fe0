#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "base/identity.hpp"
#include "base/names.hpp"
#include "log/report_queue.hpp"
#include "log/report_sender.hpp"

namespace poap {

/// The reports of one run, see docs/json.md: what they contain, and when each is sent. One thread adds
/// events, another one sends them.
class Reporter {
  public:
    using Now = std::function<Clock::Time()>;
    /// Lines for the log; empty: none.
    struct Notes {
        std::string warning;
        std::string debug;
    };

    /// @param now the time; tests have their own
    explicit Reporter(Now now = std::chrono::steady_clock::now);

    /// From the switch's DHCP answer; before the first report.
    void set_host_name(const FileName& name) { host_name_ = name.str(); }

    /// @param progress_of see ReportQueue::push
    void add(const std::string& event, std::string_view progress_of = {});
    void identify(const Identity& identity);
    /// No more events: what is left is sent at once.
    void close();
    /// Nothing more is sent.
    void abandon();
    /// What the log should have, each once.
    Notes take_notes();

    struct Next {
        bool done = false;              ///< nothing will be sent any more
        std::optional<Clock::Time> at;  ///< when to call again, unless there are events before; none: never
    };
    /// Sends the events, if there are any and it is time to.
    Next send_due(const std::string& url, ReportSender& sender);

  private:
    bool is_over() const { return abandoned_ || (closed_ && queue_.empty()); }
    std::string body(const std::string& events) const;
    void settle(const Delivery& delivery, const std::string& url, std::uint64_t end, Clock::Time begun);
    void plan_next_try();

    Now now_;
    std::string run_;        ///< 16 random hex digits
    std::string host_name_;  ///< empty: not known

    std::mutex mutex_;    ///< for all that follows
    std::string serial_;  ///< empty until the switch is identified
    std::string mac_;     ///< likewise
    ReportQueue queue_;
    bool closed_ = false;
    bool abandoned_ = false;
    bool hurries_ = false;  ///< closed, and all events have become due
    int failures_ = 0;      ///< since the last report that was taken
    Backoff pauses_;
    Clock::Time due_;
    Notes notes_;
    bool noted_arrival_ = false;
    bool noted_failure_ = false;
};

}  // namespace poap
