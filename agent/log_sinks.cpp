#include "log_sinks.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "descriptor.hpp"

namespace poap {

namespace {

constexpr std::string_view kLogSuffix = "_poap.log";
constexpr std::size_t kStampDigits = 14;  // %Y%m%d%H%M%S
constexpr std::size_t kOlderLogsKept = 3;

std::string utc_now(const char* format) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> buffer{};
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), format, &parts)};
}

bool is_log_name(std::string_view name) {
    return name.size() == kStampDigits + kLogSuffix.size() && name.ends_with(kLogSuffix) &&
           name.find_first_not_of("0123456789") == kStampDigits;
}

/// Removes the oldest logs but `current`, which a wrong clock may have named as the oldest. The names sort by
/// time.
void remove_old_logs(const std::string& dir, const std::filesystem::path& current) {
    std::vector<std::filesystem::path> logs;
    std::error_code ignored;  // a log that cannot be removed is no reason to stop
    for (const auto& entry : std::filesystem::directory_iterator(dir, ignored)) {
        const auto& name = entry.path().filename();
        if (is_log_name(name.string()) && name != current.filename() && entry.is_regular_file(ignored)) {
            logs.push_back(entry.path());
        }
    }
    std::sort(logs.begin(), logs.end());
    while (logs.size() > kOlderLogsKept) {
        std::filesystem::remove(logs.front(), ignored);
        logs.erase(logs.begin());
    }
}

/// Whether nobody but this user has a name for it, or reads at its other end.
bool is_own_file(const Descriptor& file) {
    struct stat status {};
    return fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
           status.st_nlink == 1;
}

/// Whoever reads a sink's lines. One who does not is waited for a moment, once: a console held with Ctrl-S or
/// a daemon that hangs must not hold the pass up.
class Reader {
  public:
    bool takes_more(int fd) {
        pollfd ready{fd, POLLOUT, 0};
        const bool takes = poll(&ready, 1, patience_ms_) > 0;
        patience_ms_ = takes ? kPatienceMs : 0;
        return takes;
    }

  private:
    static constexpr int kPatienceMs = 200;
    int patience_ms_ = kPatienceMs;
};

class StderrSink : public LogSink {
  public:
    explicit StderrSink(Level least) : least_(least), terminal_(isatty(STDERR_FILENO) == 1) {}
    void write(Level level, const std::string& line) override {
        if (level < least_) return;
        put(concat(erased(), line, '\n'));
    }
    void milestone(const std::string& line) override {
        if (!terminal_) write(Level::Info, line);
    }
    void live(const std::string& line) override {
        if (!terminal_ || Level::Info < least_) return;
        put(concat(erased(), line));
        live_ = true;
    }

  private:
    /// What takes the live line off the terminal.
    std::string_view erased() { return std::exchange(live_, false) ? "\r\033[K" : ""; }

    void put(const std::string& text) {
        try {
            if (reader_.takes_more(STDERR_FILENO)) write_all(STDERR_FILENO, text);
        } catch (const std::system_error&) {
            // Nobody listens any more: the pass goes on, and the other sinks have the line.
        }
    }

    Level least_;
    bool terminal_;
    bool live_ = false;
    Reader reader_;
};

/// syslog(3) waits for a daemon that does not read, which would hold the pass up.
class SyslogSink : public LogSink {
  public:
    SyslogSink() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
    void write(Level level, const std::string& line) override {
        if (level == Level::Debug || !socket_) return;
        connect(socket_.get(), reinterpret_cast<const sockaddr*>(&kLog),
                sizeof kLog);  // it may have started anew
        if (!reader_.takes_more(socket_.get())) return;
        // RFC 3164, section 4.1, as syslog(3) sends it to the machine's own daemon: without a host.
        const std::string packet =
            concat('<', LOG_USER | LOG_ALERT, '>', utc_now("%b %e %H:%M:%S "), "poap-agent: ", line);
        send(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }

  private:
    static constexpr sockaddr_un kLog = {AF_UNIX, "/dev/log"};
    Descriptor socket_;
    Reader reader_;
};

class FileSink : public LogSink {
  public:
    explicit FileSink(Descriptor file) : file_(std::move(file)) {}
    void write(Level, const std::string& line) override {
        try {
            write_all(file_.get(), concat(utc_now("%Y-%m-%d %H:%M:%SZ "), line, '\n'));
        } catch (const std::system_error&) {
            // A full bootflash is reported by the transfer that filled it; the log must not end the pass.
        }
    }

  private:
    Descriptor file_;
};

}  // namespace

std::unique_ptr<LogSink> stderr_sink(Level least) {
    return std::make_unique<StderrSink>(least);
}

std::unique_ptr<LogSink> syslog_sink() {
    return std::make_unique<SyslogSink>();
}

std::unique_ptr<LogSink> file_sink(const std::string& dir) {
    const std::string path = concat(dir, '/', utc_now("%Y%m%d%H%M%S"), kLogSuffix);
    // O_NONBLOCK: a FIFO planted under the name must not hold the pass up.
    Descriptor file(
        open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file) throw std::system_error(errno, std::generic_category(), path);
    if (!is_own_file(file))
        throw std::system_error(EEXIST, std::generic_category(), concat(path, " is not the agent's own"));
    remove_old_logs(dir, path);
    return std::make_unique<FileSink>(std::move(file));
}

}  // namespace poap
