#include "nxos/vsh.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"
#include "nxos/child.hpp"

namespace poap {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 4 * 1024 * 1024;

/// One of a child's outputs, as far as it has been read.
struct Output {
    int fd;
    std::string text;
    bool open = true;
    bool whole = true;

    /// Takes what is there; what is over the limit is read and dropped, so that the child does not block.
    void take() {
        std::array<char, 65536> buffer;
        while (open) {
            const ssize_t got = read(fd, buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0) {
                open = false;
            } else {
                const auto kept = std::min(static_cast<std::size_t>(got), kMostOutput - text.size());
                text.append(buffer.data(), kept);
                whole = whole && kept == static_cast<std::size_t>(got);
            }
            if (got > 0 && static_cast<std::size_t>(got) < buffer.size()) return;
        }
    }
};

/// Hands an output over line by line.
class LineFeed {
  public:
    explicit LineFeed(const TakeLine& take) : take_(take) {}

    /// @param text all of it so far
    void feed(std::string_view text) {
        for (auto end = text.find_first_of("\r\n", fed_); end != std::string_view::npos;
             end = text.find_first_of("\r\n", fed_)) {
            hand_over(text, end);
        }
    }
    /// What no line end follows.
    void finish(std::string_view text) { hand_over(text, text.size()); }

  private:
    void hand_over(std::string_view text, std::size_t end) {
        if (fed_ < end) take_(text.substr(fed_, end - fed_));
        fed_ = end + 1;
    }

    const TakeLine& take_;
    std::size_t fed_ = 0;
};

/// Sleeps until there is output, a signal, or reason to look whether the child has ended: it may have left a
/// grandchild behind that holds the pipes open, so their end is not to be waited for.
void wait_for_news(const Output& out, const Output& err, int interrupt) {
    const bool silent = !out.open && !err.open;
    std::array<pollfd, 3> events = {pollfd{out.open ? out.fd : -1, POLLIN, 0},
                                    pollfd{err.open ? err.fd : -1, POLLIN, 0}, pollfd{interrupt, POLLIN, 0}};
    poll(events.data(), events.size(), silent ? 1 : 50);
}

void tell_of_standard_error(int status, const Output& out, const Output& err, Log& log) {
    if (status != 0 && trimmed(out.text).empty()) {
        log.warning("the CLI failed and said on standard error: ", trimmed(err.text));
    } else if (!trimmed(err.text).empty()) {
        log.debug("vsh, on standard error: ", trimmed(err.text));
    }
}

std::unique_ptr<Child> start(const std::string& path, const std::string& line, int handed_on) {
    try {
        return std::make_unique<Child>(std::vector<std::string>{path, "-c", line}, handed_on);
    } catch (const std::system_error& error) {
        throw Error(ExitCode::Switch, concat("cannot run the CLI, ", path, ": ", error.code().message()),
                    "is this a Nexus? --vsh names the program");
    }
}

}  // namespace

CliAnswer Vsh::run(const std::string& line, OnSignal on_signal) {
    return execute(line, on_signal, limit_, [](std::string_view) {});
}

CliAnswer Vsh::run_long(const std::string& line, std::chrono::seconds least_limit, const TakeLine& take) {
    return execute(line, OnSignal::FinishFirst, std::max(limit_, least_limit), take);
}

CliAnswer Vsh::execute(const std::string& line, OnSignal on_signal, std::chrono::seconds limit,
                       const TakeLine& take) {
    log_.debug("vsh -c '", line, "'");
    const auto began = SteadyClock::now();
    const auto child = start(path_, line, handed_on_);
    Output out{child->out(), {}};
    Output err{child->err(), {}};
    LineFeed lines(take);
    std::optional<int> status;
    while (!status) {
        if (SteadyClock::now() - began > limit) {
            throw Error(ExitCode::Switch,
                        concat("the CLI did not answer within ", limit.count(), " s: `", line, "`"),
                        "--cli-timeout gives it longer");
        }
        if (on_signal == OnSignal::Stop) interrupt_.check();
        wait_for_news(out, err, on_signal == OnSignal::Stop ? interrupt_.fd() : -1);
        out.take();
        err.take();
        lines.feed(out.text);
        status = child->ended();
    }
    out.take();  // what came between the last look and the end
    err.take();
    lines.feed(out.text);
    lines.finish(out.text);
    tell_of_standard_error(*status, out, err, log_);
    if (!out.whole) {  // what refuses may be in what is missing
        throw Error(ExitCode::Switch,
                    concat("the CLI printed more than ", human_size(kMostOutput), ": `", line, "`"),
                    "try those commands on the switch's CLI");
    }
    log_.debug("vsh ended with exit status ", *status, " and ", out.text.size(), " bytes");
    return {*status, std::move(out.text)};
}

}  // namespace poap
