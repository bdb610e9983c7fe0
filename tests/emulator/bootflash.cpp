#include "bootflash.hpp"

#include <sys/stat.h>

#include <array>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "transfer/digest.hpp"

namespace poap::emulator {

namespace fs = std::filesystem;

namespace {

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

void Bootflash::remove(std::string_view name) {
    fs::remove(folder_ / name);
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
