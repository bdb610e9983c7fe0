#include "log/reports.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <new>
#include <utility>

#include "log/event_json.hpp"

namespace poap {

namespace {

/// How long a thread takes to end after its sender was cancelled.
constexpr std::chrono::milliseconds kGrace(200);
/// The switch waits little after SIGTERM.
constexpr std::chrono::milliseconds kPatienceOfSignals(500);

/// @param milliseconds -1: without limit
bool readable_within(int fd, int milliseconds) {
    pollfd ready{fd, POLLIN, 0};
    return poll(&ready, 1, milliseconds) > 0;
}

/// Milliseconds until then, for poll(2); -1 for never.
int time_until(std::optional<Clock::Time> then) {
    if (!then) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*then - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

/// While it exists, this thread and those that it starts get no signals: new threads keep them blocked.
class NoSignals {
  public:
    NoSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace

class Reports::Sink : public LogSink {
  public:
    explicit Sink(Reports& reports) : reports_(reports) {}
    void write(Level level, const std::string& line) override { reports_.add(event_json(level, line)); }
    void emit(const Event& event) override { reports_.take(event); }

  private:
    Reports& reports_;
};

Reports::Reports(Log& log, std::chrono::milliseconds patience) : log_(log), patience_(patience) {}

Reports::~Reports() {
    finish();
}

void Reports::begin(const std::optional<HttpUrl>& url, const std::optional<FileName>& host_name) {
    if (url) url_ = url->str();
    if (host_name) reporter_.set_host_name(*host_name);
    log_.add(std::make_unique<Sink>(*this));
}

void Reports::connect(std::function<std::unique_ptr<ReportSender>()> make) {
    make_sender_ = std::move(make);
    start_if_ready();
}

void Reports::take(const Event& event) {
    if (const auto* identified = std::get_if<Identified>(&event)) reporter_.identify(identified->identity);
    if (const auto* status = std::get_if<StatusUrl>(&event); status && url_.empty()) url_ = status->url.str();
    const auto* download = std::get_if<Downloading>(&event);
    reporter_.add(event_json(event), download ? download->file : std::string_view());
    start_if_ready();
    eventfd_write(changed_.get(), 1);
    const auto* result = std::get_if<Result>(&event);
    if (result && result->code == ExitCode::Interrupted) patience_ = std::min(patience_, kPatienceOfSignals);
    if (!result) pass_on_notes();  // the result is the log's last line
}

void Reports::add(const std::string& event) {
    reporter_.add(event);
    eventfd_write(changed_.get(), 1);
    pass_on_notes();
}

void Reports::start_if_ready() {
    if (url_.empty() || !make_sender_) return;
    const auto make = std::exchange(make_sender_, nullptr);
    const NoSignals no_signals;
    try {
        changed_ = make_event();
        ended_ = make_event();
        sender_ = make();
        thread_ = std::thread([this] { run(); });
    } catch (const std::exception& error) {
        log_.warning("cannot report to ", url_, ": ", error.what());
    }
}

void Reports::pass_on_notes() {
    const Reporter::Notes notes = reporter_.take_notes();
    if (!notes.warning.empty()) log_.warning(notes.warning);
    if (!notes.debug.empty()) log_.debug(notes.debug);
}

void Reports::run() {
    try {
        while (true) {
            eventfd_t ignored = 0;
            eventfd_read(changed_.get(), &ignored);
            const Reporter::Next next = reporter_.send_due(url_, *sender_);
            if (next.done) break;
            readable_within(changed_.get(), time_until(next.at));
        }
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch)
        // The run needs the memory more.
    }
    eventfd_write(ended_.get(), 1);
}

bool Reports::ends_within(std::chrono::milliseconds time) const {
    return readable_within(ended_.get(), static_cast<int>(time.count()));
}

bool Reports::finish() {
    if (!thread_.joinable()) return true;
    reporter_.close();
    eventfd_write(changed_.get(), 1);
    if (!ends_within(std::max(patience_ - kGrace, kGrace))) {
        reporter_.abandon();
        sender_->cancel();
        if (!ends_within(kGrace)) return false;
    }
    thread_.join();
    return true;
}

}  // namespace poap
