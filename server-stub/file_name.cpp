#include "file_name.hpp"

namespace poap::stub {

std::optional<FileName> FileName::parse(std::string_view text) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (text.empty() || text.size() > 200 || text.front() == '.' || text.front() == '-') return std::nullopt;
    if (text.find_first_not_of(allowed) != text.npos) return std::nullopt;
    return FileName(std::string(text));
}

FileName FileName::hidden(std::string_view name) {
    return FileName(std::string(".").append(name));
}

FileName FileName::with_suffix(std::string_view suffix) const {
    return FileName(text_ + std::string(suffix));
}

}  // namespace poap::stub
