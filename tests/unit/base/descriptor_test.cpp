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

bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

TEST(Descriptor, IsClosedWithItsOwnerOrWhenAnotherIsMovedIn) {
    int first = -1;
    int second = -1;
    {
        Descriptor file(open("/dev/null", O_RDONLY));
        first = file.get();
        Descriptor other(open("/dev/null", O_RDONLY));
        second = other.get();
        file = std::move(other);
        EXPECT_FALSE(is_open(first));
        EXPECT_EQ(file.get(), second);
        EXPECT_FALSE(other);  // NOLINT(bugprone-use-after-move): that it is empty is the point
        const Descriptor moved(std::move(file));
        EXPECT_EQ(moved.get(), second);
        EXPECT_TRUE(is_open(second));
        EXPECT_FALSE(file);  // NOLINT(bugprone-use-after-move): that it is empty is the point
    }
    EXPECT_FALSE(is_open(second));
}

TEST(Descriptor, SurvivesAMoveIntoItself) {
    Descriptor file(open("/dev/null", O_RDONLY));
    Descriptor& same = file;
    file = std::move(same);
    EXPECT_TRUE(file);
    EXPECT_TRUE(is_open(file.get()));
}

TEST(WriteAll, WritesMoreThanOneCallTakes) {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    Descriptor here(ends[0]);
    const Descriptor there(ends[1]);
    const std::string sent(4 * 1024 * 1024, 'x');
    std::string received;
    std::thread reader([&] {
        std::array<char, 65536> buffer{};
        for (ssize_t got; (got = read(there.get(), buffer.data(), buffer.size())) > 0;)
            received.append(buffer.data(), static_cast<std::size_t>(got));
    });
    write_all(here.get(), sent);
    here.reset();
    reader.join();
    EXPECT_TRUE(received == sent);
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
