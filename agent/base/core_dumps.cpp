#include "base/core_dumps.hpp"

#include <sys/prctl.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace poap {

namespace {

/// Empty until core dumps are forbidden.
std::optional<rlimit>& limit_at_start() {
    static std::optional<rlimit> limit;
    return limit;
}

void check(int result, const char* what) {
    if (result != 0) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

void forbid_core_dumps() {
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "cannot turn core dumps off");
    rlimit limit{};
    check(getrlimit(RLIMIT_CORE, &limit), "cannot read the limit of core files");
    limit_at_start() = limit;
    limit.rlim_cur = 0;  // the hard limit stays: children get the old one back
    check(setrlimit(RLIMIT_CORE, &limit), "cannot turn core files off");
}

CoreLimitAsItWas::CoreLimitAsItWas() {
    const std::optional<rlimit>& at_start = limit_at_start();
    if (!at_start) return;
    getrlimit(RLIMIT_CORE, &now_);
    setrlimit(RLIMIT_CORE, &*at_start);
}

CoreLimitAsItWas::~CoreLimitAsItWas() {
    if (limit_at_start()) setrlimit(RLIMIT_CORE, &now_);
}

}  // namespace poap
