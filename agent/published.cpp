#include "published.hpp"

#include "error.hpp"

namespace poap {

/// A failure of the clean-up is no more than told: another one may be under way.
template <typename Step>
void Published::tell(Step&& step) {
    try {
        step();
    } catch (const Error& error) {
        log_.warning(error.what());
    }
}

Published::~Published() {
    remove_config();
    if (!image_in_use) {
        for (StagedFile* image : new_images_) tell([&] { image->withdraw(); });
    }
    tell([&] { bootflash_.sync(); });
}

void Published::publish() {
    if (config_) {
        config_->publish();
        config_published_ = true;
    }
    for (StagedImage& image : images_) {
        if (!image.download) continue;
        const bool replaces = bootflash_.has(image.name.str());
        image.download->publish();
        // One that took another file's place stays: an older boot variable may name it.
        if (!replaces) new_images_.push_back(&*image.download);
    }
    bootflash_.sync();
}

void Published::remove_config() {
    if (config_published_ && !bootflash_.remove(config_->name().str())) {
        log_.warning("bootflash:", config_->name().str(),
                     " cannot be removed; it holds the hash of each password");
    }
}

}  // namespace poap
