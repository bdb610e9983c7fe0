#include "options/small_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

std::string read_file(const std::string& path) {
    return read_small_file("--password-file", path, 10);
}

/// Its two ends, and the path that a program which is handed the first one finds it at.
struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
        reader = Descriptor(ends[0]);
        writer = Descriptor(ends[1]);
    }
    std::string path() const { return concat("/proc/self/fd/", reader.get()); }

    Descriptor reader;
    Descriptor writer;
};

TEST(SmallFile, IsReadUpToItsLimit) {
    const TempDir files;
    files.write("ten", "0123456789");
    files.write("eleven", "0123456789a");
    files.write("empty", "");
    EXPECT_EQ(read_file(files.path_of("ten")), "0123456789");
    EXPECT_EQ(read_file(files.path_of("empty")), "");
    EXPECT_THAT(thrown_by([&] { read_file(files.path_of("eleven")); }).what(),
                HasSubstr("is larger than 10"));
}

TEST(SmallFile, ThatCannotBeReadSaysWhy) {
    const TempDir files;
    EXPECT_THAT(thrown_by([&] { read_file(files.path_of("none")); }).what(),
                HasSubstr("cannot be read: No such file"));
    EXPECT_THAT(thrown_by([&] { read_file(files.path()); }).what(),
                HasSubstr("cannot be read: Is a directory"));
}

TEST(SmallFile, MayBeAPipeWhoseWriterIsGone) {
    Pipe pipe;
    write_all(pipe.writer.get(), "s:cret");
    pipe.writer.reset();
    EXPECT_EQ(read_file(pipe.path()), "s:cret");
}

TEST(SmallFile, MayBeAPipeThatIsStillWrittenTo) {
    Pipe pipe;
    write_all(pipe.writer.get(), "s:");
    std::thread writer([&pipe] {
        write_all(pipe.writer.get(), "cret");
        pipe.writer.reset();
    });
    EXPECT_EQ(read_file(pipe.path()), "s:cret");
    writer.join();
}

TEST(SmallFile, ThatIsAPipeWithoutAWriterIsNotWaitedFor) {
    const TempDir files;
    ASSERT_EQ(mkfifo(files.path_of("fifo").c_str(), 0600), 0);
    const Error error = thrown_by([&] { read_file(files.path_of("fifo")); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr("is a pipe that nobody writes to"));
}

}  // namespace
}  // namespace poap::test
