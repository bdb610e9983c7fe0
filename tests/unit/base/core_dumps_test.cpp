#include "base/core_dumps.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace poap {
namespace {

// The limit of core files, here and in children: tests/system/exposure_test.cpp.
TEST(CoreDumps, AreForbiddenAlsoToWhoeverWouldAttach) {
    const auto in_another_process = [] {
        forbid_core_dumps();
        _exit(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
    };
    EXPECT_EXIT(in_another_process(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace poap
