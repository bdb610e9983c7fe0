#include "log/reporter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <new>

#include "base/descriptor.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kMostWaiting = 255 * 1024;
constexpr std::chrono::seconds kInterval(1);
constexpr std::chrono::seconds kLongestPause(30);
/// After the last event.
constexpr std::chrono::milliseconds kLastPause(500);
constexpr int kMostLastFailures = 3;

Backoff new_pauses() {
    return {2 * kInterval, kLongestPause};  // the first is 1 s at least
}

/// Random, so that two runs of a switch differ. /dev/urandom does not block, and it may be poor early after
/// the boot, so the time is added.
std::string random_run() {
    std::uint64_t number = 0;
    const Descriptor source(open("/dev/urandom", O_RDONLY | O_CLOEXEC));
    if (read(source.get(), &number, sizeof number) < 0) number = static_cast<std::uint64_t>(getpid()) << 32;
    number ^= static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) hex += kDigits[number >> shift & 0xf];
    return hex;
}

/// With a capital letter.
std::string sentence(std::string text) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string quoted_or_null(const std::string& text) {
    return text.empty() ? "null" : concat('"', text, '"');
}

}  // namespace

Reporter::Reporter(Now now)
    : now_(std::move(now)), run_(random_run()), queue_(kMostWaiting), pauses_(new_pauses()), due_(now_()) {}

void Reporter::add(const std::string& event, std::string_view progress_of) {
    const std::lock_guard lock(mutex_);
    try {
        queue_.push(event, progress_of);
    } catch (const std::bad_alloc&) {
        abandoned_ = true;  // the run needs the memory more
    }
}

void Reporter::identify(const Identity& identity) {
    const std::lock_guard lock(mutex_);
    serial_ = identity.serial.str();
    mac_ = identity.mac.str();
}

void Reporter::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

void Reporter::abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
}

Reporter::Notes Reporter::take_notes() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
}

Reporter::Next Reporter::send_due(const std::string& url, ReportSender& sender) {
    std::string json;
    std::uint64_t end = 0;
    const Clock::Time begun = now_();
    {
        const std::lock_guard lock(mutex_);
        if (is_over()) return {true, std::nullopt};
        if (queue_.empty()) return {};
        if (closed_ && !std::exchange(hurries_, true)) due_ = begun;
        if (begun < due_) return {false, due_};
        const ReportQueue::Batch batch = queue_.joined();
        json = body(batch.events);
        end = batch.end;
    }
    const Delivery delivery = sender.post(url, json);
    const std::lock_guard lock(mutex_);
    settle(delivery, url, end, begun);
    return {is_over(), due_};
}

std::string Reporter::body(const std::string& events) const {
    // None of these texts has a character that JSON escapes.
    return concat("{\"serial\":", quoted_or_null(serial_), ",\"mac\":", quoted_or_null(mac_),
                  host_name_.empty() ? "" : concat(",\"hostname\":\"", host_name_, '"'),
                  ",\"agent\":\"" POAP_VERSION "\",\"run\":\"", run_, "\",\"sequence\":", queue_.first(),
                  ",\"events\":[", events, "]}");
}

void Reporter::settle(const Delivery& delivery, const std::string& url, std::uint64_t end,
                      Clock::Time begun) {
    if (delivery.state == Delivery::State::Taken) {
        queue_.remove_before(end);
        failures_ = 0;
        pauses_ = new_pauses();
        due_ = hurries_ ? begun : begun + kInterval;
        if (!std::exchange(noted_arrival_, true)) notes_.debug = concat("reports arrive at ", url);
        return;
    }
    const bool refused = delivery.state == Delivery::State::Refused;
    if (refused)
        abandoned_ = true;
    else
        plan_next_try();
    if (!refused && std::exchange(noted_failure_, true)) return;
    notes_.warning = concat("cannot report to ", url, ": ", delivery.cause,
                            refused ? ". Sending no more reports: " : "; trying again. ",
                            refused ? delivery.advice : sentence(delivery.advice));
}

void Reporter::plan_next_try() {
    ++failures_;
    due_ = now_() + (hurries_ ? kLastPause : pauses_.next());
    // A server that has been failing for long need not be waited for.
    if (hurries_ && failures_ >= kMostLastFailures) abandoned_ = true;
}

}  // namespace poap
