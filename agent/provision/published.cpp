#include "provision/published.hpp"

#include "base/error.hpp"

namespace poap {

/// Failures of the clean-up are only logged: the run may be failing already.
template <typename Step>
void Published::log_failure(Step&& step) {
    try {
        step();
    } catch (const Error& error) {
        log_.warning(error.what());
    }
}

Published::~Published() {
    first_.reset();
    config_.reset();
    if (!keeps_images_) {
        for (StagedFile* image : new_images_) log_failure([&] { image->withdraw(); });
    }
    // The last one first: its folder may be in one that was created for another.
    for (; !keeps_files_ && !files_.empty(); files_.pop_back())
        log_failure([&] { files_.back().withdraw(); });
    log_failure([&] { bootflash_.sync(); });
}

void Published::publish_config() {
    if (!staged_config_) return;
    if (staged_first_) first_.emplace(*staged_first_, bootflash_, log_);
    config_.emplace(*staged_config_, bootflash_, log_);
    bootflash_.sync();
    check();
}

std::vector<ConfigFile> Published::config_files() const {
    std::vector<ConfigFile> files;
    if (first_) files.push_back({first_->name(), staged_first_->file()});
    files.push_back({config_.value().name(), staged_config_->file()});
    return files;
}

void Published::publish_files() {
    for (StagedExtra& extra : staged_files_) files_.emplace_back(extra, bootflash_).place();
}

void Published::publish_images() {
    for (StagedImage& image : images_) {
        if (!image.download) continue;
        const bool replaces = bootflash_.has(image.name.str());
        image.download->publish();
        // An image that replaced another file stays: an older boot variable may name it.
        if (!replaces) new_images_.push_back(&*image.download);
    }
    images_published_ = true;
    bootflash_.sync();
    check();
}

void Published::check() const {
    if (first_) first_->check();
    if (config_) config_->check();
    for (const PlacedFile& file : files_) file.check();
    if (!images_published_) return;
    for (const StagedImage& image : images_) {
        if (image.file()) bootflash_.check_same(image.file().get(), image.name.str());
    }
}

}  // namespace poap
