#include "bootflash.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "switch_state.hpp"

namespace poap::emulator {

namespace fs = std::filesystem;

namespace {

/// In the name of a file that is not whole yet, before the number of the process that writes it.
constexpr std::string_view kHalfWritten = ".vsh.";

/// What is behind `scheme` and none, one or three slashes.
std::optional<std::string_view> behind(std::string_view scheme, std::string_view url) {
    if (!url.starts_with(scheme)) {
        return std::nullopt;
    }
    url.remove_prefix(scheme.size());
    for (const std::string_view slashes : {"///", "/"}) {
        if (url.starts_with(slashes)) {
            url.remove_prefix(slashes.size());
            break;
        }
    }
    return url;
}

std::optional<std::string> file_name(std::string_view name) {
    if (name.empty() || name.starts_with('/') || name.find("..") != std::string_view::npos) {
        return std::nullopt;
    }
    return std::string(name);
}

/// What is behind the name of the standby's flash.
std::optional<std::string_view> on_standby(std::string_view url) {
    for (const std::string_view flash : {"bootflash://sup-remote", "bootflash://sup-standby"}) {
        if (url == flash) {
            return "";
        }
        if (url.starts_with(flash) && url[flash.size()] == '/') {
            return url.substr(flash.size() + 1);
        }
    }
    return behind("bootflash_sup-remote:", url);
}

}  // namespace

std::optional<std::string> parse_bootflash_url(std::string_view url) {
    return file_name(behind("bootflash:", url).value_or(""));
}

std::optional<std::string> parse_standby_url(std::string_view url) {
    return file_name(on_standby(url).value_or(""));
}

bool is_standby_flash(std::string_view url) {
    return on_standby(url) == "";
}

Bootflash::Bootflash(fs::path folder) : folder_(std::move(folder)) {}

std::optional<std::uintmax_t> Bootflash::size(std::string_view name) const {
    const auto path = folder_ / name;
    if (!fs::is_regular_file(path)) {
        return std::nullopt;
    }
    return fs::file_size(path);
}

std::string Bootflash::read(std::string_view name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool Bootflash::starts_with(std::string_view name, std::string_view bytes) const {
    std::string first(bytes.size(), '\0');
    std::ifstream(folder_ / name, std::ios::binary)
        .read(first.data(), static_cast<std::streamsize>(first.size()));
    return first == bytes;
}

std::string Bootflash::md5(std::string_view name) const {
    Hasher hasher(DigestKind::Md5);
    std::ifstream file(folder_ / name, std::ios::binary);
    std::array<char, 65536> chunk{};
    while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0) {
        hasher.update({chunk.data(), static_cast<std::size_t>(file.gcount())});
    }
    return hasher.digest().hex();
}

std::vector<std::string> Bootflash::files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
        if (entry.symlink_status().type() == fs::file_type::regular) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

void Bootflash::write_whole(std::string_view name, std::string_view bytes) {
    const auto staged = '.' + std::string(name) + std::string(kHalfWritten) + std::to_string(::getpid());
    overwrite(staged, bytes);
    fs::rename(folder_ / staged, folder_ / name);
    sync();
}

void Bootflash::remove_half_written() {
    for (const auto& name : files()) {
        if (name.starts_with('.') && name.find(kHalfWritten) != std::string::npos) {
            remove(name);
        }
    }
}

void Bootflash::overwrite(std::string_view name, std::string_view bytes) {
    const auto path = folder_ / name;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    try {
        write_all(file.get(), bytes);
    } catch (const std::system_error& error) {
        throw SetupError("cannot write " + path.string() + ": " + error.what());
    }
    if (::fsync(file.get()) != 0) {
        throw SetupError("cannot write " + path.string());
    }
}

void Bootflash::remove(std::string_view name) {
    fs::remove(folder_ / name);
}

void Bootflash::sync() const {
    const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (::fsync(folder.get()) != 0) {
        throw SetupError("cannot sync " + folder_.string());
    }
}

std::uintmax_t Bootflash::free() const {
    return fs::space(folder_).available;
}

std::string Bootflash::listing(std::string_view url, std::uintmax_t free) const {
    std::ostringstream text;
    std::uintmax_t used = 0;
    // A copy first: what the iterator gives comes in no order.
    const std::set<fs::path> entries{fs::directory_iterator(folder_), fs::directory_iterator()};
    for (const auto& entry : entries) {
        struct stat facts {};
        if (::stat(entry.c_str(), &facts) != 0) {
            continue;  // removed meanwhile
        }
        std::tm when{};
        ::gmtime_r(&facts.st_mtime, &when);
        text << std::setw(11) << facts.st_size << "    " << std::put_time(&when, "%b %d %H:%M:%S %Y") << "  "
             << entry.filename().string() << (S_ISDIR(facts.st_mode) ? "/" : "") << '\n';
        used += static_cast<std::uintmax_t>(facts.st_size);
    }
    text << "\nUsage for " << url << '\n'
         << std::setw(11) << used << " bytes used\n"
         << std::setw(11) << free << " bytes free\n"
         << std::setw(11) << used + free << " bytes total\n";
    return text.str();
}

}  // namespace poap::emulator
