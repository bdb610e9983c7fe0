#include "flash/placed_file.hpp"

#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// A file, or a symbolic link, has the name of the folder.
Error not_a_folder(const Bootflash& parent, const FileName& name) {
    const std::string shown = parent.shown(name.str());
    return {ExitCode::Switch, concat(shown, ", the folder of a planned file, is not a folder"),
            concat("move it away: `move ", shown, " bootflash:NEW-NAME`")};
}

}  // namespace

/// Each folder is opened in its parent, so that none can be replaced by a link to another place.
void PlacedFile::open_or_create_folder() {
    folder_ = bootflash_->folder(FlashFolder());
    for (const FileName& name : extra_->folder.names()) {
        const bool is_new = folder_->create_folder(name);
        auto next = folder_->folder(FlashFolder::of(name));
        if (!next) throw not_a_folder(*folder_, name);
        std::swap(folder_, next);
        if (is_new) created_.push_back({std::move(*next), name});
    }
}

void PlacedFile::place() {
    open_or_create_folder();
    if (extra_->download) {
        const bool replaces = folder_->look_at(extra_->name.str()).has_value();
        extra_->download->publish(*folder_, extra_->name, "file");
        is_new_ = !replaces;
        folder_->sync();
        bootflash_->sync();
    }
    check();
}

void PlacedFile::withdraw() {
    if (std::exchange(is_new_, false)) extra_->download->withdraw(*folder_, extra_->name);
    for (; !created_.empty(); created_.pop_back()) {
        const Created& last = created_.back();
        if (last.parent.remove_empty_folder(last.name)) last.parent.sync();
    }
}

}  // namespace poap
