#pragma once

#include <sys/types.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>

#include "base/descriptor.hpp"

namespace poap::stub {

/// How long the worker may take.
struct WorkerTimes {
    std::chrono::milliseconds start{30'000};
    std::chrono::milliseconds message{
        60'000};  ///< until its next message; it limits its processor time itself
};

/// A process that runs template_worker.py, which defines the messages. Killed by the destructor, and ends by
/// itself if this process does. One thread at a time.
class TemplateWorker {
  public:
    /// Starts it, and waits until it is ready.
    /// @throws std::runtime_error if Python or Jinja2 is missing
    explicit TemplateWorker(const WorkerTimes& times = {});
    TemplateWorker(const TemplateWorker&) = delete;
    TemplateWorker& operator=(const TemplateWorker&) = delete;
    ~TemplateWorker();

    /// Whether the process is still there.
    bool is_running();

    /// @throws std::runtime_error as receive()
    void send(const nlohmann::ordered_json& message, const std::stop_token& stop);

    /// The next message.
    /// @throws std::runtime_error with the reason if there is none: the process has ended, takes too long, or
    /// sends something else, or a stop was requested. It can no longer be used then
    nlohmann::json receive(const std::stop_token& stop);

  private:
    using Time = std::chrono::steady_clock::time_point;

    void start();
    /// Kills it if it still runs. Returns its status as of waitpid(2); 0 if there is no process.
    int end();
    nlohmann::json receive_until(Time deadline, const std::stop_token& stop);
    std::string line_until(Time deadline, const std::stop_token& stop);
    void wait_for(short event, Time deadline, const std::stop_token& stop) const;
    [[noreturn]] void fail_ended();

    WorkerTimes times_;
    pid_t pid_ = 0;
    Descriptor socket_;
    std::string received_;  ///< after the last message
};

}  // namespace poap::stub
