#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "descriptor.hpp"
#include "log/sinks.hpp"
#include "log/utc.hpp"

namespace poap {

namespace {

constexpr std::string_view kLogSuffix = "_poap.log";
constexpr std::size_t kStampDigits = 14;  // %Y%m%d%H%M%S
constexpr std::size_t kOlderLogsKept = 3;

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
