#include "folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"

namespace poap::stub {
namespace {

[[noreturn]] void fail(const std::string& doing) {
    throw std::system_error(errno, std::generic_category(), doing);
}

[[noreturn]] void fail_to_open(const std::string& file) {
    throw std::runtime_error("opening " + file + ": " + why_unreadable(errno));
}

std::optional<std::string> content_of(const std::optional<File>& file, const FileName& name,
                                      std::size_t limit) {
    if (!file) return std::nullopt;
    if (file->size() > limit)
        throw std::runtime_error(name.str() + " is larger than " + std::to_string(limit) + " bytes");
    std::string content(static_cast<std::size_t>(file->size()), '\0');
    content.resize(file->read_at(0, content));
    return content;
}

/// A file under a temporary name; the destructor removes it unless it was renamed.
class TemporaryFile {
  public:
    TemporaryFile(int folder, const FileName& target)
        : folder_(folder), target_(target), name_(target.as_hidden().with_suffix(".part").str()) {
        ::unlinkat(folder_, name_.c_str(), 0);  // left by a server that was killed
        fd_ = Descriptor(
            ::openat(folder_, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
        if (!fd_) fail("creating " + name_);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (!renamed_) ::unlinkat(folder_, name_.c_str(), 0);
    }

    void put_in_place(std::string_view content) {
        write_all(fd_.get(), content);
        if (::fchmod(fd_.get(), 0644) != 0) fail("setting the mode of " + name_);
        if (::renameat(folder_, name_.c_str(), folder_, target_.str().c_str()) != 0)
            fail("renaming " + name_ + " to " + target_.str());
        renamed_ = true;
    }

  private:
    int folder_;
    FileName target_;
    std::string name_;
    Descriptor fd_;
    bool renamed_ = false;
};

}  // namespace

std::string why_unreadable(int error) {
    const std::string cause = std::generic_category().message(error);
    return error == EACCES ? cause + ": make it readable for this server's user" : cause;
}

bool is_path_below(std::string_view path) {
    for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
        if (!FileName::parse(path.substr(0, slash))) return false;
        path.remove_prefix(slash + 1);
    }
    return FileName::parse(path).has_value();
}

bool File::changed() const {
    struct stat now {};
    if (::fstat(fd_.get(), &now) != 0) fail("reading the status of an open file");
    return now.st_size != status_.st_size || now.st_mtim.tv_sec != status_.st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != status_.st_mtim.tv_nsec;
}

std::size_t File::read_at(std::uint64_t offset, std::span<char> buffer) const {
    std::size_t done = 0;
    while (done < buffer.size()) {
        const ssize_t got =
            ::pread(fd_.get(), buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("reading");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Folder::Folder(const std::filesystem::path& path)
    : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (!fd_) fail("cannot open the templates folder " + path.string());
}

void Folder::withhold(const struct stat& file) {
    const std::scoped_lock lock(withholding_);
    withheld_ = file;
}

bool Folder::is_withheld(const struct stat& file) const {
    const std::scoped_lock lock(withholding_);
    return withheld_ && file.st_dev == withheld_->st_dev && file.st_ino == withheld_->st_ino;
}

std::optional<File> Folder::open(const FileName& name) const {
    return open_in(fd_.get(), name);
}

std::optional<File> Folder::open_in(int folder, const FileName& name) const {
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    Descriptor fd(::openat(folder, name.str().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd && errno == ENOENT) return std::nullopt;
    if (!fd && errno == ELOOP)
        throw std::runtime_error(name.str() + " is a symbolic link, and links are not followed");
    if (!fd) fail_to_open(name.str());
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) fail("reading the status of " + name.str());
    if (!S_ISREG(status.st_mode)) throw std::runtime_error(name.str() + " is not a regular file");
    if (is_withheld(status)) throw std::runtime_error(name.str() + " is the inventory, which is not served");
    return File(std::move(fd), status);
}

std::optional<std::string> Folder::read(const FileName& name, std::size_t limit) const {
    return content_of(open(name), name, limit);
}

std::optional<std::string> Folder::read_below(std::string_view path, std::size_t limit) const {
    if (!is_path_below(path))
        throw std::runtime_error("'" + printable(path, 200) + "' is not a file in the templates folder");
    Descriptor below;
    for (std::string_view left = path;;) {
        const int folder = below ? below.get() : fd_.get();
        const auto slash = left.find('/');
        const auto name = FileName::parse(left.substr(0, slash));
        if (slash == left.npos) return content_of(open_in(folder, *name), *name, limit);
        Descriptor next(
            ::openat(folder, name->str().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next && errno == ENOENT) return std::nullopt;
        if (!next && (errno == ENOTDIR || errno == ELOOP))
            throw std::runtime_error(name->str() +
                                     " is not a folder, or a symbolic link: links are not followed");
        if (!next) fail_to_open("the folder " + name->str());
        below = std::move(next);
        left.remove_prefix(slash + 1);
    }
}

std::optional<struct stat> Folder::status_of(const FileName& name) const {
    struct stat status {};
    if (::fstatat(fd_.get(), name.str().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return status;
    if (errno != ENOENT) fail("reading the status of " + name.str());
    return std::nullopt;
}

bool Folder::has(const FileName& name) const {
    return status_of(name).has_value();
}

bool Folder::is_regular(const FileName& name) const {
    const auto status = status_of(name);
    return status && S_ISREG(status->st_mode);
}

std::vector<std::string> Folder::names() const {
    // Opens the folder again, because the listing's position belongs to the open description.
    const int listed = ::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (listed < 0) fail("cannot open the templates folder");
    const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> listing(::fdopendir(listed));
    if (!listing) fail("listing the templates folder");
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(listing.get())) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<std::string> Folder::find_ignoring_case(const FileName& name) const {
    if (has(name)) return name.str();
    for (std::string& other : names())
        if (::strcasecmp(other.c_str(), name.str().c_str()) == 0) return std::move(other);
    return std::nullopt;
}

void Folder::write(const FileName& name, std::string_view content) {
    const std::scoped_lock lock(writing_);
    TemporaryFile(fd_.get(), name).put_in_place(content);
}

}  // namespace poap::stub
