#include "nxos/split_rule.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/descriptor.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// The beginning of the first line; none if it cannot be read. Anyone may write to /tmp: do not follow links,
/// do not wait for pipes.
std::optional<std::string> first_line(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat facts {};
    if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
    std::array<char, 4096> bytes;
    ssize_t count = 0;
    do count = read(file.get(), bytes.data(), bytes.size());
    while (count < 0 && errno == EINTR);
    if (count < 0) return std::nullopt;
    const std::string_view text(bytes.data(), static_cast<std::size_t>(count));
    return std::string(text.substr(0, text.find('\n')));
}

bool replays_all(const FileName& name, const Release& release) {
    static const Release kAnyPlatform = Release::parse("9.0").value();
    static const Release kNxos = Release::parse("7.0(3)I4").value();
    return release >= kAnyPlatform || (release >= kNxos && name.str().starts_with("nxos."));
}

}  // namespace

SplitRule split_rule(const std::string& first_setup_log, const ReplayingImage& image) {
    const auto line = first_line(first_setup_log);
    if (!line)
        return {true, concat(first_setup_log, " cannot be read, so the switch may be in Nexus 3000 mode")};
    if (line->find("START") == std::string::npos) return {true, "the switch is in Nexus 3000 mode"};
    if (!image.name || !image.release) return {true, "the release of the next image is unknown"};
    const std::string& name = image.name->str();
    if (replays_all(*image.name, *image.release)) return {false, concat(name, " replays it in one part")};
    return {true, concat(name, " is older than 7.0(3)I4(1)")};
}

}  // namespace poap
