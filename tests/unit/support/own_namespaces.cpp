#include "support/own_namespaces.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <system_error>

#include "base/descriptor.hpp"

namespace poap::test {

namespace {

constexpr int kNotAllowed = 77;

[[noreturn]] void end_with(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

void need(bool allowed) {
    if (!allowed) _exit(kNotAllowed);
}

/// Three generations: who enters a process namespace's first process, that process 1, and the one that acts,
/// which is in another network than process 1.
void enter_own_namespaces() {
    need(unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) == 0);
    need(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
    const pid_t process_1 = fork();
    need(process_1 >= 0);
    if (process_1 != 0) end_with(process_1);
    need(mount("proc", "/proc", "proc", 0, nullptr) == 0);
    const pid_t actor = fork();
    need(actor >= 0);
    if (actor != 0) end_with(actor);
    need(unshare(CLONE_NEWNET) == 0);
}

std::string read_to_the_end(int fd) {
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = read(fd, buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace

OfChild in_child(const std::function<std::string()>& act) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    const Descriptor reader(ends[0]);
    Descriptor writer(ends[1]);
    const pid_t child = fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) {
        alarm(300);
        std::string result;
        try {
            result = act();
        } catch (const std::exception& error) {
            result = std::string("exception: ") + error.what();
        }
        write_all(writer.get(), result);
        _exit(0);
    }
    writer.reset();
    OfChild of_child{read_to_the_end(reader.get()), 0};
    waitpid(child, &of_child.status, 0);
    return of_child;
}

std::optional<std::string> in_own_namespaces(const std::function<std::string()>& act) {
    const OfChild child = in_child([&] {
        enter_own_namespaces();
        return act();
    });
    if (WIFEXITED(child.status) && WEXITSTATUS(child.status) == kNotAllowed) return std::nullopt;
    EXPECT_EQ(child.status, 0) << "the child died: " << child.result;
    return child.result;
}

void mount_tmpfs(const std::string& folder) {
    if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0) {
        throw std::system_error(errno, std::generic_category(), "mount " + folder);
    }
}

}  // namespace poap::test
