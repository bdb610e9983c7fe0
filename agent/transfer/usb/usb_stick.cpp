#include "transfer/usb/usb_stick.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/text.hpp"

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

/// The file, or a folder on the way to it, cannot be opened.
StickFile cannot_open(const std::string& path, int error) {
    StickFile file = no_file(path, reason_of(error));
    file.absent = error == ENOENT;
    return file;
}

/// Opens what `place` (opened by O_PATH) is, which stays the same one whatever becomes of its name.
Descriptor reopened(const Descriptor& place) {
    return Descriptor(::open(concat("/proc/self/fd/", place.get()).c_str(), O_RDONLY | O_CLOEXEC));
}

/// The regular file `name` in `folder`. What else lies there is looked at by O_PATH alone: to open a device,
/// or a FIFO, can do something by itself.
StickFile file_in(const Descriptor& folder, const std::string& name, const std::string& path) {
    const Descriptor place(openat(folder.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!place) return cannot_open(path, errno);
    struct stat status {};
    // Not fstat, which takes no O_PATH before Linux 3.6.
    if (fstatat(place.get(), "", &status, AT_EMPTY_PATH) != 0) return no_file(path, reason_of(errno));
    if (S_ISLNK(status.st_mode)) return no_file(path, reason_of(ELOOP));
    if (!S_ISREG(status.st_mode)) return no_file(path, "it is no regular file");
    Descriptor file = reopened(place);
    if (!file) return no_file(path, reason_of(errno));
    return {std::move(file), static_cast<std::uint64_t>(status.st_size), status.st_mtime, ""};
}

}  // namespace

StickFile UsbStick::open(std::string_view url) const {
    if (!url.starts_with(kScheme)) return no_file(std::string(url), "this is no usb:/path");
    std::string_view rest = url.substr(kScheme.size());
    std::string path = folder_;
    constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_DIRECTORY;
    // The switch itself says where sticks are: this one may be a link.
    Descriptor folder(::open(path.c_str(), kFlags));
    if (!folder) return no_file(path, concat(reason_of(errno), " (is there a stick?)"));
    while (true) {
        const std::string name(rest.substr(0, rest.find('/')));
        const bool is_last = name.size() == rest.size();
        rest.remove_prefix(is_last ? name.size() : name.size() + 1);
        path += name.empty() ? "" : '/' + name;
        if (name == "..") return no_file(path, "it leads away from the stick");
        if (is_last) return file_in(folder, name.empty() ? "." : name, path);
        if (name.empty()) continue;
        Descriptor next(openat(folder.get(), name.c_str(), kFlags | O_NOFOLLOW));
        if (!next) return cannot_open(path, errno);
        folder = std::move(next);
    }
}

}  // namespace poap
