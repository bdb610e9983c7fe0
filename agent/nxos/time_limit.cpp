#include "nxos/time_limit.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

void TimeLimit::check(std::string_view step, std::chrono::minutes usual) const {
    if (!end_) return;
    const auto left = std::chrono::duration_cast<std::chrono::minutes>(*end_ - clock_.now());
    if (left >= usual) return;
    throw Error(
        ExitCode::Switch,
        concat(step, " may take ", usual.count(), " min, and the switch ends this program in ",
               std::max<std::int64_t>(left.count(), 0), " min"),
        "raise `# script_timeout=` in the boot file and sign it; what is downloaded stays for the next run");
}

}  // namespace poap
