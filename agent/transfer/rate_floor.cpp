#include "transfer/rate_floor.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap {

SlowestRate slowest_for(std::chrono::steady_clock::duration patience) {
    SlowestRate slowest;
    slowest.over = std::max(slowest.over, 2 * patience);
    return slowest;
}

std::optional<std::string> RateFloor::fault(std::uint64_t bytes, Time now) {
    if (!since_ && bytes == 0) return std::nullopt;
    if (!since_) since_ = now;
    const std::chrono::duration<double> took = now - *since_;
    if (took < slowest_.over) return std::nullopt;
    const std::uint64_t came = bytes < before_ ? bytes : bytes - before_;
    if (static_cast<double>(came) < static_cast<double>(slowest_.bytes_per_second) * took.count()) {
        return concat("too slow: only ", came, " bytes came in ", static_cast<std::int64_t>(took.count()),
                      " s, less than ", slowest_.bytes_per_second, " a second");
    }
    since_ = now;
    before_ = bytes;
    return std::nullopt;
}

}  // namespace poap
