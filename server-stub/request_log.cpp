#include "request_log.hpp"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <string>

namespace poap::stub {

void RequestLog::write(std::string_view line) {
    std::string printable(line);
    std::replace_if(
        printable.begin(), printable.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    const std::scoped_lock lock(writing_);
    out_ << std::put_time(&utc, "%Y-%m-%dT%H:%M:%SZ ") << printable << std::endl;
}

}  // namespace poap::stub
