#include <fcntl.h>
#include <gtest/gtest.h>

#include <string>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "support/put_elsewhere.hpp"
#include "support/sink_calls.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {
namespace {

/// What a sink made meanwhile leaves in a file.
std::string stderr_of(Level least, void (*act)(LogSink&)) {
    const TempDir dir;
    const Descriptor file(open(dir.path_of("err").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    {
        const Variable terminal("TERM", "xterm");
        const PutElsewhere elsewhere(STDERR_FILENO, file.get());
        act(*stderr_sink(least));
    }
    return dir.read("err");
}

TEST(StderrSink, WritesFromItsLevelUpwards) {
    EXPECT_EQ(stderr_of(Level::Debug, write_each_level), "debug\ninfo\nwarning\nerror\n");
    EXPECT_EQ(stderr_of(Level::Info, write_each_level), "info\nwarning\nerror\n");
    EXPECT_EQ(stderr_of(Level::Warning, write_each_level), "warning\nerror\n");
}

TEST(StderrSink, WritesMilestonesAndTheResultAsLinesToAFile) {
    EXPECT_EQ(stderr_of(Level::Info, tell_of_good_pass),
              "Collecting system S.No and MAC...\n"
              "nxos.9.3.3.bin: 10.0 MB of 100.0 MB, 10 %, 5.0 MB/s, 0:18 left\n"
              "WARNING: it is slow\n"
              "Verifying the MD5 of nxos.9.3.3.bin...\n"
              "Provisioned: the next reload boots into the new configuration\n");
}

TEST(StderrSink, WritesNoProgressWhereItIsToBeQuiet) {
    EXPECT_EQ(stderr_of(Level::Warning, tell_of_good_pass), "WARNING: it is slow\n");
    EXPECT_EQ(stderr_of(Level::Warning, tell_of_failed_pass),
              "WARNING: it is slow\n"
              "ERROR: commit: the switch refused `copy` with secret **** in it. What to do: mend what it "
              "complains about, then run this again\n");
}

TEST(StderrSink, ContinuesWhereNothingCanBeWritten) {
    const Descriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
    const PutElsewhere elsewhere(STDERR_FILENO, full.get());
    stderr_sink(Level::Info)->write(Level::Error, "error");
}

}  // namespace
}  // namespace poap::test
