#include "image_digests.hpp"

#include <chrono>
#include <tuple>

namespace poap::stub {
namespace {

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

Digests ImageDigests::read(const File& file, Image& entry, const std::stop_token& stop) {
    struct Reading {
        explicit Reading(Image& of, std::uint64_t size) : image(of) {
            image.bytes_read = 0;
            image.size_to_read = size;
        }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;
        ~Reading() { image.size_to_read = 0; }

        Image& image;
    };
    const Reading reading(entry, file.size());
    return digests_of(file, stop, [&](std::uint64_t bytes) { entry.bytes_read = bytes; });
}

std::vector<ImageReading> ImageDigests::readings() const {
    const std::scoped_lock lock(looking_up_);
    std::vector<ImageReading> readings;
    for (const auto& [name, image] : images_)
        if (const std::uint64_t size = image.size_to_read)
            readings.push_back({name.str(), image.bytes_read, size});
    return readings;
}

std::optional<Digests> ImageDigests::of(const FileName& image, Sidecar sidecar, const std::stop_token& stop) {
    const auto file = folder_.open(image);
    if (!file) return std::nullopt;
    Image& entry = entry_of(image);
    const Turns::Turn turn(entry.turns, stop);
    if (!entry.known || !is_same(entry.known->file, file->status())) {
        const auto cached = cache_.find(image, file->status());
        entry.known = Known{file->status(), cached ? *cached : read(*file, entry, stop)};
        entry.has_sidecar = false;
    }
    if (sidecar == Sidecar::Write && !entry.has_sidecar) {
        write_sidecar(image, entry);
        if (!file->changed()) cache_.add(image, entry.known->file, entry.known->digests);
        entry.has_sidecar = true;
    }
    return entry.known->digests;
}

void ImageDigests::write_sidecar(const FileName& image, Image& entry) {
    const FileName name = image.with_suffix(".md5");
    const auto sidecar = folder_.open(name);
    const bool is_older = !sidecar || modified(sidecar->status()) < modified(entry.known->file);
    const bool is_own =
        sidecar && entry.written && has_content(*sidecar, sidecar_line(*entry.written, image));
    if (!is_older && !is_own) return;
    folder_.write(name, sidecar_line(entry.known->digests, image));
    entry.written = entry.known->digests;
}

}  // namespace poap::stub
