#include "switch/spare_images.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "plan/release.hpp"

namespace poap {

namespace {

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `nxos`, `nxos64`, `n9000-`, each with any words behind it.
bool is_family(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('-'));
    if (first == "nxos" || first == "nxos64") return true;
    constexpr std::size_t kModel = 5;  // `n9000`: a model, and then what it is
    return first.size() == kModel && text.size() > kModel && first[0] == 'n' && all_digits(first.substr(1));
}

}  // namespace

bool is_named_as_image(const FileName& name) {
    const std::string_view text = name.str();
    constexpr std::string_view kEnd = ".bin";
    if (!is_family(text.substr(0, text.find('.'))) || text.find(kEnd) + kEnd.size() != text.size())
        return false;
    const bool is_patch = text.find(".CSC") != std::string_view::npos;  // named for the bug that it mends
    return !is_patch && Release::of_image(name).has_value();
}

std::vector<FlashFile> spare_images(std::vector<FlashFile> files, const InUse& in_use) {
    std::erase_if(files, [&](const FlashFile& file) {
        const auto name = FileName::parse(file.name);
        if (!name || file.links > 1 || !is_named_as_image(*name)) return true;
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
