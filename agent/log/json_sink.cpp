#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "log/event_json.hpp"
#include "log/reader.hpp"
#include "log/sinks.hpp"

namespace poap {

namespace {

class JsonSink : public LogSink {
  public:
    void write(Level level, const std::string& line) override { put(event_json(level, line)); }

    void emit(const Event& event) override {
        const bool last = std::holds_alternative<Result>(event);
        if (last) reader_.expect_again();
        put(event_json(event), last);
    }

  private:
    /// @param last is queued even if the queue is full
    void put(const std::string& event, bool last = false) {
        const std::string text = event + '\n';
        constexpr std::size_t kMostQueued = 256 * 1024;
        if (!last && queue_.size() + text.size() > kMostQueued) return;
        queue_ += text;
        send();
    }

    /// Writes as much of the queue as the reader accepts. When poll(2) reports room, a pipe accepts at least
    /// PIPE_BUF bytes.
    void send() {
        std::size_t sent = 0;
        while (sent < queue_.size() && reader_.takes_more(STDOUT_FILENO)) {
            const ssize_t written =
                ::write(STDOUT_FILENO, &queue_[sent], std::min<std::size_t>(queue_.size() - sent, PIPE_BUF));
            if (written < 0 && (errno == EINTR || errno == EAGAIN)) break;  // try again at the next event
            // The reader is gone. The run continues; the log file has the events.
            sent = written < 0 ? queue_.size() : sent + static_cast<std::size_t>(written);
        }
        queue_.erase(0, sent);
    }

    std::string queue_;
    Reader reader_;
};

}  // namespace

std::unique_ptr<LogSink> json_sink() {
    return std::make_unique<JsonSink>();
}

}  // namespace poap
