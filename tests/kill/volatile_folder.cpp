#include "volatile_folder.hpp"

#include <algorithm>
#include <array>

namespace poap::rig {

namespace {

constexpr std::size_t kPiece = 4096;

bool coin(std::mt19937_64& random) {
    return random() % 2 == 0;
}

/// A piece of `bytes`, zeros after their end.
std::string piece_of(const std::string& bytes, std::size_t at) {
    std::string piece = at < bytes.size() ? bytes.substr(at, kPiece) : "";
    piece.resize(kPiece);
    return piece;
}

Content after_power_cut(const VolatileFile& file, std::mt19937_64& random) {
    const std::string& old = file.synced.bytes;
    const std::string& fresh = file.current.bytes;
    Content content = coin(random) ? file.synced : file.current;
    const std::size_t least = std::min(old.size(), fresh.size());
    const std::size_t between = least + random() % (std::max(old.size(), fresh.size()) - least + 1);
    const std::array<std::size_t, 3> sizes = {old.size(), fresh.size(), between};
    const std::size_t size = sizes[random() % sizes.size()];
    content.bytes.clear();
    while (content.bytes.size() < size) {
        const std::size_t at = content.bytes.size();
        content.bytes += piece_of(coin(random) ? fresh : old, at);
    }
    content.bytes.resize(size);
    return content;
}

}  // namespace

void VolatileFolder::cut_power(std::mt19937_64& random) {
    FileNames left;
    std::map<const VolatileFile*, std::shared_ptr<VolatileFile>> files;  // one may have two names
    for (const auto& [name, file] : names_[random() % names_.size()]) {
        std::shared_ptr<VolatileFile>& after = files[file.get()];
        if (!after) {
            const Content content = after_power_cut(*file, random);
            after = std::make_shared<VolatileFile>(VolatileFile{content, content});
        }
        left[name] = after;
    }
    names_ = {left};
}

void VolatileFolder::sync_all() {
    sync_names();
    for (const auto& [name, file] : names()) file->synced = file->current;
}

}  // namespace poap::rig
