#include "base/core_dumps.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <string>

#include "nxos/child.hpp"

namespace poap {
namespace {

constexpr rlim_t kBytes = 512 * 1024;  // 1024 in the units of `ulimit`

/// What a program prints.
std::string said_by(const std::vector<std::string>& program) {
    const Child child(program);
    std::string said;
    std::array<char, 256> bytes{};
    pollfd output{child.out(), POLLIN, 0};
    while (poll(&output, 1, -1) > 0) {
        const ssize_t got = read(child.out(), bytes.data(), bytes.size());
        if (got <= 0) return said;
        said.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return said;
}

/// Empty where all is as it should be.
std::string fault() {
    const rlimit at_start{kBytes, kBytes};
    if (setrlimit(RLIMIT_CORE, &at_start) != 0) return "the limit cannot be set";
    forbid_core_dumps();
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return "dumpable";
    if (limit.rlim_cur != 0) return "core files";
    const std::string limit_of_child = said_by({"/bin/sh", "-c", "ulimit -c"});
    if (limit_of_child != "1024\n") return "a child with " + limit_of_child;
    getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_cur == 0 ? "" : "core files after a child";
}

TEST(CoreDumps, AreForbiddenHereAndLeftAloneInChildren) {
    const auto in_another_process = [] {
        const std::string found = fault();
        write(STDERR_FILENO, found.data(), found.size());
        _exit(found.empty() ? 0 : 1);
    };
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    if (limit.rlim_max < kBytes) GTEST_SKIP() << "core files are limited to " << limit.rlim_max << " bytes";
    EXPECT_EXIT(in_another_process(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace poap
