#include "base/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace poap {
namespace {

struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()));
        here = Descriptor(ends[0]);
        there = Descriptor(ends[1]);
    }
    Descriptor here;
    Descriptor there;
};

bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

TEST(Descriptor, IsClosedWithItsOwner) {
    int fd = -1;
    {
        const Descriptor file(open("/dev/null", O_RDONLY));
        fd = file.get();
        ASSERT_TRUE(is_open(fd));
    }
    EXPECT_FALSE(is_open(fd));
}

TEST(Descriptor, MovesItsFileAndLeavesNothingBehind) {
    Descriptor from(open("/dev/null", O_RDONLY));
    const int fd = from.get();
    const Descriptor to(std::move(from));
    EXPECT_EQ(to.get(), fd);
    EXPECT_TRUE(is_open(fd));
    EXPECT_FALSE(from);  // NOLINT(bugprone-use-after-move): that it is empty is the point
}

TEST(Descriptor, ClosesWhatItHadWhenAnotherIsMovedIn) {
    Pair pair;
    pair.here = Descriptor(open("/dev/null", O_RDONLY));
    std::array<char, 1> byte{};
    EXPECT_EQ(read(pair.there.get(), byte.data(), 1), 0) << "the socket's end was not closed";
    EXPECT_TRUE(pair.here);
}

TEST(Descriptor, SurvivesAMoveIntoItself) {
    Descriptor file(open("/dev/null", O_RDONLY));
    Descriptor& same = file;
    file = std::move(same);
    EXPECT_TRUE(file);
    EXPECT_TRUE(is_open(file.get()));
}

TEST(WriteAll, GetsMoreThroughThanOneWriteTakes) {
    Pair pair;
    const std::string sent(4 * 1024 * 1024, 'x');
    std::string received;
    std::thread reader([&] {
        std::array<char, 65536> buffer{};
        for (ssize_t got; (got = read(pair.there.get(), buffer.data(), buffer.size())) > 0;) {
            received.append(buffer.data(), static_cast<std::size_t>(got));
        }
    });
    write_all(pair.here.get(), sent);
    pair.here.reset();
    reader.join();
    EXPECT_EQ(received, sent);
}

TEST(WriteAll, ThrowsTheReasonOfAFailure) {
    const Descriptor full(open("/dev/full", O_WRONLY));
    try {
        write_all(full.get(), "x");
        FAIL() << "/dev/full took a byte";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code().value(), ENOSPC);
    }
}

}  // namespace
}  // namespace poap
