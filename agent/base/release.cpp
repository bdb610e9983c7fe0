#include "base/release.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace poap {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The beginning of `text` that is made of `allowed`; it is cut off.
std::string_view take(std::string_view& text, std::string_view allowed) {
    const std::string_view taken = text.substr(0, text.find_first_not_of(allowed));
    text.remove_prefix(taken.size());
    return taken;
}

/// `7.0(3)I7(9)` as `7.0.3.I7.9`.
std::string with_dots(std::string_view text) {
    std::string dotted(text.substr(0, text.size() - (text.ends_with(')') ? 1 : 0)));
    std::replace_if(
        dotted.begin(), dotted.end(), [](char c) { return c == '(' || c == ')'; }, '.');
    return dotted;
}

std::vector<std::string_view> split(std::string_view dotted) {
    std::vector<std::string_view> words;
    while (true) {
        const auto dot = dotted.find('.');
        words.push_back(dotted.substr(0, dot));
        if (dot == std::string_view::npos) return words;
        dotted.remove_prefix(dot + 1);
    }
}

/// `F` and `M`: feature and maintenance releases, from 10.2 on.
bool is_kind(std::string_view word) {
    return word == "F" || word == "M";
}

}  // namespace

std::optional<Release::Part> Release::parse_part(std::string_view text) {
    Part part;
    part.train = take(text, kLetters);
    const std::string_view digits = take(text, kDigits);
    part.rebuild = take(text, kLetters);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), part.number);
    if (error != std::errc() || !text.empty()) return std::nullopt;
    return part;
}

std::optional<Release> Release::parse(std::string_view text) {
    constexpr std::size_t kMostParts = 8;
    const std::string dotted = with_dots(text);
    auto words = split(dotted);
    if (is_kind(words.back())) words.pop_back();
    if (words.size() < 2 || words.size() > kMostParts) return std::nullopt;
    std::vector<Part> parts;
    for (const std::string_view word : words) {
        auto part = parse_part(word);
        if (!part) return std::nullopt;
        parts.push_back(std::move(*part));
    }
    if (!parts[0].train.empty()) return std::nullopt;
    return Release(text, std::move(parts));
}

std::optional<Release> Release::of_image(const FileName& image) {
    std::string_view name = image.str();
    const auto end = name.find(".bin");
    const auto begin = name.find('.');
    if (end == std::string_view::npos || begin >= end) return std::nullopt;
    return parse(name.substr(begin + 1, end - begin - 1));
}

}  // namespace poap
