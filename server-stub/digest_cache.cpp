#include "digest_cache.hpp"

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_bytes = 1 << 20;

const FileName& cache_name() {
    static const FileName name = FileName::parse("poap-server-stub.digests.json")->as_hidden();
    return name;
}

std::string hex_in(const nlohmann::json& entry, const char* key, std::size_t digits) {
    std::string text = entry.at(key);
    if (text.size() != digits || text.find_first_not_of("0123456789abcdef") != text.npos)
        throw std::runtime_error(concat(key, " is not ", digits, " hex digits"));
    return text;
}

}  // namespace

DigestCache::DigestCache(Folder& folder, RequestLog& log) : folder_(folder), log_(log) {
    try {
        load();
    } catch (const std::exception& fault) {
        entries_.clear();
        log_.write(concat(cache_name().str(), " is damaged, and ignored: ", fault.what()));
    }
}

/// The time of the last change of its inode shows even a change after which the modification time was set
/// back.
std::string DigestCache::version_of(const struct stat& file) {
    return concat(file.st_ino, ' ', file.st_size, ' ', file.st_mtim.tv_sec, '.', file.st_mtim.tv_nsec, ' ',
                  file.st_ctim.tv_sec, '.', file.st_ctim.tv_nsec);
}

void DigestCache::load() {
    const auto text = folder_.read(cache_name(), most_bytes);
    if (!text) return;
    const auto content = nlohmann::json::parse(*text);
    for (const auto& [name, entry] : content.items()) {
        const auto image = FileName::parse(name);
        if (!image) throw std::runtime_error("it names a file that is not an image");
        const Digests digests{hex_in(entry, "md5", 32), hex_in(entry, "sha256", 64),
                              hex_in(entry, "sha512", 128)};
        entries_.insert_or_assign(*image, Entry{entry.at("version"), digests});
    }
}

void DigestCache::save() const {
    nlohmann::json content = nlohmann::json::object();
    for (const auto& [image, entry] : entries_)
        content[image.str()] = {{"version", entry.version},
                                {"md5", entry.digests.md5},
                                {"sha256", entry.digests.sha256},
                                {"sha512", entry.digests.sha512}};
    folder_.write(cache_name(), content.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::optional<Digests> DigestCache::find(const FileName& image, const struct stat& file) {
    const std::scoped_lock lock(access_);
    const auto found = entries_.find(image);
    if (found == entries_.end() || found->second.version != version_of(file)) return std::nullopt;
    return found->second.digests;
}

void DigestCache::add(const FileName& image, const struct stat& file, const Digests& digests) {
    const std::scoped_lock lock(access_);
    const std::string version = version_of(file);
    const auto [entry, is_new] = entries_.try_emplace(image);
    if (!is_new && entry->second.version == version && entry->second.digests == digests) return;
    entry->second = {version, digests};
    try {
        std::erase_if(entries_, [&](const auto& old) { return !folder_.has(old.first); });
        save();
    } catch (const std::exception& fault) {
        log_.write(concat("cannot keep the checksums of images for the next start: ", fault.what()));
    }
}

}  // namespace poap::stub
