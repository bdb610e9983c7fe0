#include "provision/spare_images.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "base/release.hpp"

namespace poap {

namespace {

/// What the names of NX-OS images begin with, up to the release, as outputs of switches and public tools have
/// them (`nxos64-s1` none yet: by its kin). What is missing here stays on bootflash, which is the safe side.
constexpr std::array<std::string_view, 19> kFamilies = {"nxos",
                                                        "nxos64",
                                                        "nxos64-cs",
                                                        "nxos64-msll",
                                                        "nxos64-s1",
                                                        "n9000-dk9",
                                                        "n3000-uk9",
                                                        "n3000-compact",
                                                        "n3000-uk9-kickstart",
                                                        "n3500-uk9",
                                                        "n3500-uk9-kickstart",
                                                        "n5000-uk9",
                                                        "n5000-uk9-kickstart",
                                                        "n6000-uk9",
                                                        "n6000-uk9-kickstart",
                                                        "n7000-s2-dk9",
                                                        "n7000-s2-kickstart",
                                                        "n7700-s2-dk9",
                                                        "n7700-s2-kickstart"};

}  // namespace

bool is_removable_image(const FileName& name) {
    const std::string_view text = name.str();
    constexpr std::string_view kEnd = ".bin";
    const bool is_family = std::ranges::find(kFamilies, text.substr(0, text.find('.'))) != kFamilies.end();
    if (!is_family || text.find(kEnd) + kEnd.size() != text.size()) return false;
    const bool is_patch = text.find(".CSC") != std::string_view::npos;  // named for the bug that it mends
    return !is_patch && Release::of_image(name).has_value();
}

std::vector<FlashFile> spare_images(std::vector<FlashFile> files, const InUse& in_use) {
    std::erase_if(files, [&](const FlashFile& file) {
        const auto name = FileName::parse(file.name);
        if (!name || file.links > 1 || !is_removable_image(*name)) return true;
        return std::ranges::find(in_use.images, *name) != in_use.images.end() ||
               in_use.show_boot.find(name->str()) != std::string::npos;
    });
    std::ranges::sort(files, {}, [](const FlashFile& file) {
        return std::tuple(file.modified.tv_sec, file.modified.tv_nsec, file.name);
    });
    return files;
}

std::optional<std::vector<FlashFile>> just_enough(const std::vector<FlashFile>& spare, std::uint64_t bytes) {
    std::uint64_t found = 0;
    for (auto next = spare.begin(); next != spare.end(); ++next) {
        found += next->bytes;
        if (found >= bytes) return std::vector(spare.begin(), next + 1);
    }
    return std::nullopt;
}

std::uint64_t bytes_of(const std::vector<FlashFile>& files) {
    std::uint64_t sum = 0;
    for (const FlashFile& file : files) sum += file.bytes;
    return sum;
}

}  // namespace poap
