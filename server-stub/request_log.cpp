#include "request_log.hpp"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <string>

namespace poap::stub {
namespace {

constexpr std::size_t longest_line = 1000;

}  // namespace

void RequestLog::write(std::string_view line) {
    std::string printable(line.substr(0, longest_line));
    std::replace_if(
        printable.begin(), printable.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    if (line.size() > longest_line) printable += "...";
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    const std::scoped_lock lock(writing_);
    out_ << std::put_time(&utc, "%Y-%m-%dT%H:%M:%SZ ") << printable << '\n' << std::flush;
}

}  // namespace poap::stub
