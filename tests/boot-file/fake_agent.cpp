// Stands in for the agent inside a boot file: tells what it was started with, one
// fact a line, then does what its last argument says: `exit=N` or `wait`.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

namespace {

void tell_open_files() {
    std::error_code no_proc;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", no_proc)) {
        std::error_code gone;  // the one the iterator itself holds
        const auto target = std::filesystem::read_symlink(entry, gone);
        if (std::stoi(entry.path().filename()) > 2 && target.string().find("/proc/") != 0) {
            std::cout << "file " << target.string() << '\n';
        }
    }
}

void tell_ignored_signals() {
    for (int number = 1; number < 32; ++number) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
            std::cout << "ignored " << number << '\n';
        }
    }
}

/// With `\n` for each line break.
std::string on_one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c == '\n') {
            line += "\\n";
        } else {
            line += c;
        }
    }
    return line;
}

}  // namespace

int main(int count, char** arguments) {
    for (int i = 0; i < count; ++i) {
        std::cout << "argument " << on_one_line(arguments[i]) << '\n';
    }
    for (char** variable = environ; *variable != nullptr; ++variable) {
        std::cout << "variable " << *variable << '\n';
    }
    std::error_code no_proc;
    std::cout << "program " << std::filesystem::read_symlink("/proc/self/exe", no_proc).string() << '\n';
    tell_open_files();
    tell_ignored_signals();

    const std::string_view last = arguments[count - 1];
    if (last == "wait") {
        std::signal(SIGTERM, [](int) { _exit(8); });
        std::cout << "waiting\n" << std::flush;
        pause();
    }
    return last.starts_with("exit=") ? std::stoi(std::string(last.substr(5))) : 0;
}
