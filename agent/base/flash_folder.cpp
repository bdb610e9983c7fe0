#include "base/flash_folder.hpp"

#include "base/text.hpp"

namespace poap {

std::optional<FlashFolder> FlashFolder::parse(std::string_view text) {
    std::vector<FileName> names;
    while (true) {
        const auto slash = text.find('/');
        auto name = FileName::parse(text.substr(0, slash));
        if (!name) return std::nullopt;
        names.push_back(std::move(*name));
        if (slash == std::string_view::npos) return FlashFolder(std::move(names));
        text.remove_prefix(slash + 1);
    }
}

FlashFolder FlashFolder::operator/(const FileName& name) const {
    FlashFolder below = *this;
    below.names_.push_back(name);
    return below;
}

std::string FlashFolder::str() const {
    std::string path;
    for (const FileName& name : names_) path += concat(path.empty() ? "" : "/", name.str());
    return path;
}

std::string FlashFolder::path_of(const FileName& file) const {
    return names_.empty() ? file.str() : concat(str(), '/', file.str());
}

}  // namespace poap
