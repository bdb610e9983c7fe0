// The emulated vsh, which first writes down what the program that calls it hands on: the lines of its
// environment, its descriptors, and the limits of both, into files of the folder $WITNESS.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace fs = std::filesystem;

namespace {

std::string target_of(int fd) {
    std::error_code none;  // such a descriptor is not open
    return fs::read_symlink("/proc/self/fd/" + std::to_string(fd), none).string();
}

}  // namespace

int main(int, char** argv) {
    constexpr int kMost = 256;  // tests hand down fewer
    std::set<std::string> descriptors;
    for (int fd = 0; fd < kMost; ++fd) {
        const std::string target = target_of(fd);
        if (target.empty()) continue;
        const std::string number = std::to_string(fd);
        descriptors.insert(fd > STDERR_FILENO ? target : fd == STDIN_FILENO ? number + " " + target : number);
    }
    const fs::path folder = std::getenv("WITNESS");
    std::ofstream descriptors_file(folder / "descriptors");
    for (const std::string& line : descriptors) descriptors_file << line << '\n';
    std::ofstream environment_file(folder / "environment");
    for (char** line = environ; *line != nullptr; ++line) environment_file << *line << '\n';
    const auto keep_limits = [&](const std::string& process, const char* name) {
        std::ofstream(folder / name) << std::ifstream("/proc/" + process + "/limits").rdbuf();
    };
    keep_limits("self", "limits");
    keep_limits(std::to_string(getppid()), "limits-of-caller");
    descriptors_file.close();
    environment_file.close();
    execv(std::getenv("WITNESSED_VSH"), argv);
    return EXIT_FAILURE;
}
