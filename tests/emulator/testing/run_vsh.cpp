#include "run_vsh.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>
#include <utility>

namespace poap::emulator::testing {

namespace {

std::pair<Descriptor, Descriptor> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe");
    }
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

std::string read_until(int fd, std::size_t length) {
    std::string text;
    std::array<char, 65536> chunk{};
    while (text.size() < length) {
        const auto got = ::read(fd, chunk.data(), std::min(chunk.size(), length - text.size()));
        if (got <= 0) {
            break;
        }
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace

VshProcess::VshProcess(const TestSwitch& device, const std::vector<std::string>& arguments) {
    auto [out_reader, out_writer] = make_pipe();
    auto [err_reader, err_writer] = make_pipe();
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out_writer.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err_writer.get(), STDERR_FILENO);
    std::vector<std::string> words{VSH_PATH};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> settings{"NEXUS_STATE=" + device.state_folder().string(),
                                      "NEXUS_BOOTFLASH=" + device.bootflash_folder().string(),
                                      "NEXUS_BOOTFLASH_REMOTE=" + device.standby_folder().string()};
    std::vector<char*> argv;
    std::vector<char*> environment;
    std::ranges::for_each(words, [&](auto& word) { argv.push_back(word.data()); });
    std::ranges::for_each(settings, [&](auto& setting) { environment.push_back(setting.data()); });
    argv.push_back(nullptr);
    environment.push_back(nullptr);
    const int error = ::posix_spawn(&pid_, VSH_PATH, &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw std::system_error(error, std::generic_category(), VSH_PATH);
    }
    stdout_ = std::move(out_reader);
    stderr_ = std::move(err_reader);
}

VshProcess::~VshProcess() {
    if (pid_ > 0) {
        kill(SIGKILL);
        wait();
    }
}

std::string VshProcess::read_stdout(std::size_t length) {
    return read_until(stdout_.get(), length);
}

std::string VshProcess::read_stderr() {
    return read_until(stderr_.get(), std::string::npos);
}

void VshProcess::kill(int signal) const {
    ::kill(pid_, signal);
}

bool VshProcess::stdout_ended() const {
    pollfd reader{.fd = stdout_.get(), .events = 0, .revents = 0};
    return ::poll(&reader, 1, 0) == 1 && (reader.revents & POLLHUP) != 0;
}

int VshProcess::wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return status;
}

std::string reload_with_vsh(const TestSwitch& device, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--reload"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    VshProcess process(device, arguments);
    return process.read_stdout();
}

Finished run_vsh(const TestSwitch& device, const std::string& line) {
    VshProcess process(device, line);
    Finished finished{.exit_code = -1, .out = process.read_stdout(), .err = process.read_stderr()};
    const int status = process.wait();
    if (WIFEXITED(status)) {
        finished.exit_code = WEXITSTATUS(status);
    }
    return finished;
}

}  // namespace poap::emulator::testing
