#include "transfer/usb/usb_stick.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "text.hpp"

namespace poap {

namespace {

constexpr std::string_view kScheme = "usb:/";

std::string reason_of(int error) {
    if (error == ELOOP) return "it is a link, which is not followed";
    return std::generic_category().message(error);
}

StickFile no_file(const std::string& path, std::string_view reason) {
    return {Descriptor(), 0, 0, concat(printable(path, 600), ": ", reason)};
}

}  // namespace

StickFile UsbStick::open(std::string_view url) const {
    if (!url.starts_with(kScheme)) return no_file(std::string(url), "this is no usb:/path");
    std::string_view rest = url.substr(kScheme.size());
    std::string path = folder_;
    constexpr int kFlags = O_RDONLY | O_CLOEXEC;
    // The switch itself says where sticks are: this one may be a link.
    Descriptor at(::open(path.c_str(), kFlags | O_DIRECTORY));
    if (!at) return no_file(path, concat(reason_of(errno), " (is there a stick?)"));
    while (!rest.empty()) {
        const std::string name(rest.substr(0, rest.find('/')));
        const bool is_last = name.size() == rest.size();
        rest.remove_prefix(is_last ? name.size() : name.size() + 1);
        if (name.empty()) continue;
        path += '/' + name;
        if (name == "..") return no_file(path, "it leads away from the stick");
        // O_NONBLOCK: nobody may ever write to a FIFO that lies there.
        const int kind = is_last ? O_NONBLOCK : O_DIRECTORY;
        Descriptor next(openat(at.get(), name.c_str(), kFlags | O_NOFOLLOW | kind));
        if (!next) return no_file(path, reason_of(errno));
        at = std::move(next);
    }
    struct stat status {};
    if (fstat(at.get(), &status) != 0) return no_file(path, reason_of(errno));
    if (!S_ISREG(status.st_mode)) return no_file(path, "it is no regular file");
    return {std::move(at), static_cast<std::uint64_t>(status.st_size), status.st_mtime, ""};
}

}  // namespace poap
