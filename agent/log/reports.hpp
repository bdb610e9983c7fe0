#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/descriptor.hpp"
#include "base/http_url.hpp"
#include "base/names.hpp"
#include "log/log.hpp"
#include "log/reporter.hpp"

namespace poap {

/// Reports the events of a run to a server, in a thread of its own: a server that is slow, gone or hostile
/// never slows the run. Until the server is known, and while it does not answer, events are kept.
class Reports {
  public:
    /// @param log gets a line if reports do not arrive
    /// @param patience for the last events, at the end
    explicit Reports(Log& log, std::chrono::milliseconds patience = std::chrono::seconds(2));
    ~Reports();
    Reports(const Reports&) = delete;
    Reports& operator=(const Reports&) = delete;

    /// Starts to keep the log's lines and events.
    /// @param url the server; none: the one of the event StatusUrl, if there will be one
    /// @param host_name of the switch, if known
    void begin(const std::optional<HttpUrl>& url, const std::optional<FileName>& host_name);

    /// From now on events are sent, as soon as the server is known.
    /// @param make called once the server is known, at most once, in the thread of the log. If it throws, the
    /// log gets a warning, and nothing is sent.
    void connect(std::function<std::unique_ptr<ReportSender>()> make);

    /// Sends the last events, but waits no longer than `patience`, and at most 0.5 s if the result is that a
    /// signal ended the run. False if the thread has not ended then: the caller must end the process with
    /// _exit(2), without destructors.
    bool finish();

  private:
    class Sink;

    void take(const Event& event);
    void add(const std::string& event);
    void start_if_ready();
    void run();
    void pass_on_notes();
    bool ends_within(std::chrono::milliseconds time) const;

    Log& log_;
    std::chrono::milliseconds patience_;
    Reporter reporter_;
    std::string url_;  ///< unchanged once the thread runs; empty until it is known
    std::function<std::unique_ptr<ReportSender>()> make_sender_;  ///< empty if not connected, or done
    std::unique_ptr<ReportSender> sender_;
    Descriptor changed_;  ///< readable if there is something new for the thread
    Descriptor ended_;    ///< readable once the thread has ended
    std::thread thread_;
};

}  // namespace poap
