#include "image_digests.hpp"

#include <chrono>
#include <tuple>

namespace poap::stub {
namespace {

constexpr std::chrono::milliseconds look_for_stop{100};

auto modified(const struct stat& file) {
    return std::tuple(file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
}

bool has_content(const File& file, const std::string& content) {
    std::string read(content.size() + 1, '\0');
    read.resize(file.read_at(0, read));
    return read == content;
}

bool is_same(const struct stat& a, const struct stat& b) {
    return a.st_ino == b.st_ino && a.st_size == b.st_size && modified(a) == modified(b);
}

}  // namespace

ImageDigests::Image& ImageDigests::entry_of(const FileName& image) {
    const std::scoped_lock lock(looking_up_);
    return images_[image];
}

std::optional<Digests> ImageDigests::of(const FileName& image, const std::stop_token& stop) {
    const auto file = folder_.open(image);
    if (!file) return std::nullopt;
    Image& entry = entry_of(image);
    std::unique_lock lock(entry.computing, std::defer_lock);
    while (!lock.try_lock_for(look_for_stop)) require_no_stop(stop);
    if (entry.known && is_same(entry.known->file, file->status())) return entry.known->digests;
    const Known now{file->status(), digests_of(*file, stop)};
    write_sidecar(image, now, entry.known);
    entry.known = now;
    return now.digests;
}

void ImageDigests::write_sidecar(const FileName& image, const Known& now,
                                 const std::optional<Known>& before) {
    const FileName name = image.with_suffix(".md5");
    const auto sidecar = folder_.open(name);
    const bool is_older = !sidecar || modified(sidecar->status()) < modified(now.file);
    const bool is_own = sidecar && before && has_content(*sidecar, sidecar_line(before->digests, image));
    if (is_older || is_own) folder_.write(name, sidecar_line(now.digests, image));
}

}  // namespace poap::stub
