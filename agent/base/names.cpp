#include "base/names.hpp"

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestInterface = 40;
constexpr std::size_t kMacDigits = 12;

bool all_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kInterfaceCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.-";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

std::optional<FileName> FileName::parse(std::string_view text) {
    if (text.empty() || text.size() > kLongest) return std::nullopt;
    if (text[0] == '-' || text[0] == '.' || !all_of(text, kNameCharacters)) return std::nullopt;
    return FileName(text);
}

bool is_replay_file(std::string_view name) {
    constexpr std::string_view kBegin = "poap_replay";
    constexpr std::string_view kEnd = ".cfg";
    if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return false;
    if (name.size() <= kBegin.size() + kEnd.size()) return false;
    return all_of(name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size()), "0123456789");
}

std::optional<Serial> Serial::parse(std::string_view text) {
    const auto name = FileName::parse(text);
    if (!name) return std::nullopt;
    return Serial(name->str());
}

std::optional<Mac> Mac::parse_plain(std::string_view text) {
    const std::string digits = lower(text);
    if (digits.size() != kMacDigits || !all_of(digits, kHexDigits) || all_of(digits, "0"))
        return std::nullopt;
    return Mac(concat(digits.substr(0, 4), '.', digits.substr(4, 4), '.', digits.substr(8, 4)));
}

std::optional<Mac> Mac::parse_dotted(std::string_view text) {
    if (text.size() != kMacDigits + 2 || text[4] != '.' || text[9] != '.') return std::nullopt;
    return parse_plain(concat(text.substr(0, 4), text.substr(5, 4), text.substr(10, 4)));
}

std::optional<InterfaceName> InterfaceName::parse(std::string_view text) {
    if (text.empty() || text.size() > kLongestInterface || !all_of(text, kInterfaceCharacters))
        return std::nullopt;
    if (!all_of(text.substr(0, 1), kLetters)) return std::nullopt;
    return InterfaceName(text);
}

}  // namespace poap
