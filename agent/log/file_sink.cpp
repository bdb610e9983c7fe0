#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "log/utc.hpp"

namespace poap {

namespace {

constexpr std::string_view kLogSuffix = "_poap.log";
constexpr std::size_t kStampDigits = 14;  // %Y%m%d%H%M%S
constexpr std::size_t kOlderLogsKept = 3;

/// `<UTC time>_poap.log` or `<UTC time>_<number>_poap.log`.
bool is_log_name(std::string_view name) {
    if (name.size() < kStampDigits + kLogSuffix.size() || !name.ends_with(kLogSuffix)) return false;
    name.remove_suffix(kLogSuffix.size());
    if (name.substr(0, kStampDigits).find_first_not_of("0123456789") != name.npos) return false;
    const std::string_view number = name.substr(kStampDigits);
    return number.empty() || (number.size() > 1 && number[0] == '_' &&
                              number.find_first_not_of("0123456789", 1) == number.npos);
}

/// A regular file of this user's that nobody else has a name for, and no pipe that somebody reads.
bool is_own_log(const struct stat& facts) {
    return S_ISREG(facts.st_mode) && facts.st_uid == geteuid() && facts.st_nlink == 1;
}

/// Removes the oldest of this user's logs but `current`, which a wrong clock may have named as the oldest.
/// The names sort by time. Another user's files are not counted: they must not push out ours.
void remove_old_logs(const std::string& dir, const std::string& current) {
    std::vector<std::filesystem::path> logs;
    std::error_code ignored;  // a log that cannot be removed is no reason to stop
    for (const auto& entry : std::filesystem::directory_iterator(dir, ignored)) {
        const std::string name = entry.path().filename().string();
        struct stat facts {};
        if (is_log_name(name) && name != current && lstat(entry.path().c_str(), &facts) == 0 &&
            is_own_log(facts)) {
            logs.push_back(entry.path());
        }
    }
    std::sort(logs.begin(), logs.end());
    while (logs.size() > kOlderLogsKept) {
        std::filesystem::remove(logs.front(), ignored);
        logs.erase(logs.begin());
    }
}

/// @throws std::system_error
Descriptor open_log(const std::string& path) {
    // O_NONBLOCK: a FIFO planted under the name must not hold the run up.
    Descriptor file(
        open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    struct stat facts {};
    if (!file || fstat(file.get(), &facts) != 0) {
        throw std::system_error(errno, std::generic_category(), path);
    }
    if (!is_own_log(facts)) {
        throw std::system_error(EEXIST, std::generic_category(), concat(path, " is not the agent's own"));
    }
    return file;
}

/// Whether the lines so far are to survive a power cut: after a stage, before a command that changes the
/// switch, and at the end. Each is rare, and slow in comparison with a sync.
bool ends_a_step(const Event& event) {
    return std::holds_alternative<StageEnded>(event) || std::holds_alternative<Change>(event) ||
           std::holds_alternative<Result>(event);
}

class FileSink : public LogSink {
  public:
    explicit FileSink(Descriptor file) : file_(std::move(file)) {}
    void write(Level, const std::string& line) override {
        try {
            write_all(file_.get(), concat(utc_now("%Y-%m-%d %H:%M:%SZ "), line, '\n'));
        } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
            // A full bootflash is reported by the transfer that filled it; the log must not end the pass.
        }
    }
    void emit(const Event& event) override {
        LogSink::emit(event);
        // After a power cut only what was synced is in the file.
        if (ends_a_step(event)) fdatasync(file_.get());
    }

  private:
    Descriptor file_;
};

}  // namespace

std::unique_ptr<LogSink> file_sink(const std::string& dir) {
    const std::string stamp = utc_now("%Y%m%d%H%M%S");
    std::string name = concat(stamp, kLogSuffix);
    Descriptor file;
    try {
        file = open_log(concat(dir, '/', name));
    } catch (const std::system_error&) {
        struct stat facts {};
        if (lstat(concat(dir, '/', name).c_str(), &facts) != 0)
            throw;  // the name is free: it is not in the way
        name = concat(stamp, '_', getpid(), kLogSuffix);
        file = open_log(concat(dir, '/', name));
    }
    remove_old_logs(dir, name);
    const Descriptor folder(open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    fdatasync(folder.get());  // the log's name; where that fails, a power cut may take it
    return std::make_unique<FileSink>(std::move(file));
}

}  // namespace poap
