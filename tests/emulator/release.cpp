#include "release.hpp"

#include <regex>
#include <string>

namespace poap::emulator {

std::string release_of(std::string_view image) {
    static const std::regex kNumbers(R"(\.(\d+)\.(\d+)\.(\w+)(?:\.([A-Z]+\d+)\.(\d+))?)");
    const std::string name(image);
    std::smatch found;
    if (!std::regex_search(name, found, kNumbers)) {
        return "0.0(0)";
    }
    std::string release = found.str(1) + '.' + found.str(2) + '(' + found.str(3) + ')';
    if (found[4].matched) {
        release += found.str(4) + '(' + found.str(5) + ')';
    }
    return release;
}

std::string release_kind_of(std::string_view image) {
    if (image.find(".F.") != std::string_view::npos) {
        return " [Feature Release]";
    }
    if (image.find(".M.") != std::string_view::npos) {
        return " [Maintenance Release]";
    }
    return "";
}

}  // namespace poap::emulator
