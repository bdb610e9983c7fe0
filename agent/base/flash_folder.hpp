#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.hpp"

namespace poap {

/// A folder on bootflash, or bootflash itself. Safe on a file system and in a CLI line: each of its names is
/// a FileName, so that it never leads out of bootflash, nor to a hidden folder.
class FlashFolder {
  public:
    /// In characters, of a file's path on bootflash.
    static constexpr std::size_t kLongestPath = FileName::kLongest;

    /// Parses `apps` or `apps/tools`. Nothing for any other text, including an empty one.
    static std::optional<FlashFolder> parse(std::string_view text);
    /// Bootflash itself.
    FlashFolder() = default;
    /// A folder on bootflash itself.
    static FlashFolder of(const FileName& name) { return FlashFolder({name}); }
    /// A folder in this folder.
    FlashFolder operator/(const FileName& name) const;

    /// From bootflash downwards; empty for bootflash itself.
    const std::vector<FileName>& names() const { return names_; }

    /// `apps/tools`; empty for bootflash itself.
    std::string str() const;

    /// `apps/tools/x.tar`, or `x.tar` on bootflash itself.
    std::string path_of(const FileName& file) const;

    bool operator==(const FlashFolder&) const = default;

  private:
    explicit FlashFolder(std::vector<FileName> names) : names_(std::move(names)) {}
    std::vector<FileName> names_;
};

}  // namespace poap
