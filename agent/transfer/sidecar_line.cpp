#include "transfer/sidecar_line.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
constexpr std::size_t kMd5Digits = 32;
/// SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
constexpr std::array<std::size_t, 5> kOtherDigits = {40, 56, 64, 96, 128};

bool is_hex(std::string_view text) {
    return text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

/// `#md5sum="<hex>"`, as the first line of a boot file.
bool is_checksum_of_a_boot_file(std::string_view line) {
    constexpr std::string_view kKey = "md5sum";
    if (!line.starts_with('#')) return false;
    const std::string text = lower(trimmed(line.substr(1)));
    return text.starts_with(kKey) && trimmed(text.substr(kKey.size())).starts_with('=');
}

bool is_comment(std::string_view line) {
    return line.starts_with('#') || line.starts_with("//") || line.starts_with(';');
}

/// A quote on one side alone is a text that was cut.
bool is_quoted_evenly(std::string_view line, std::size_t start, std::size_t end) {
    const auto quote_at = [&](std::size_t at) {
        const char c = at < line.size() ? line[at] : ' ';
        return c == '"' || c == '\'' ? c : ' ';
    };
    return (start == 0 ? ' ' : quote_at(start - 1)) == quote_at(end);
}

/// `90 01 50 98...`, `90-01-50-98...` or `90:01:50:98...` as one word; any other line as it is.
std::string without_pairs(std::string_view line) {
    constexpr std::size_t kStep = 3;
    const bool may_be = line.size() >= kStep * kMd5Digits / 2 - 1 && line.size() % kStep == kStep - 1;
    if (!may_be || std::string_view(" -:").find(line[2]) == std::string_view::npos) return std::string(line);
    std::string digits;
    for (std::size_t at = 0; at < line.size(); at += kStep) {
        const std::string_view pair = line.substr(at, 2);
        if (!is_hex(pair) || (at + 2 < line.size() && line[at + 2] != line[2])) return std::string(line);
        digits += pair;
    }
    return digits;
}

bool take_prefix(std::string_view& word) {
    for (const std::string_view prefix : {"md5-", "0x"}) {
        if (lower(word.substr(0, prefix.size())) != prefix) continue;
        word.remove_prefix(prefix.size());
        return true;
    }
    return false;
}

/// `md5-<hex>`, `0x<hex>`, and the full stop of a sentence.
std::string_view without_affixes(std::string_view word) {
    while (take_prefix(word)) {
    }
    if (word.ends_with('.')) word.remove_suffix(1);
    return word;
}

SidecarLine parse_line(std::string_view text) {
    if (text.size() > 1 && text.front() == '\\' && is_hex(text.substr(1, 1))) {
        text.remove_prefix(1);  // md5sum's mark of a name with escapes
    }
    const std::string line = without_pairs(text);
    SidecarLine parsed{line, std::nullopt, ""};
    for (std::size_t start = 0; (start = line.find_first_not_of(kSidecarPunctuation, start)) != line.npos;) {
        const std::size_t end = std::min(line.find_first_of(kSidecarPunctuation, start), line.size());
        const std::string_view word = without_affixes(std::string_view(line).substr(start, end - start));
        const auto md5 = Digest::parse(DigestKind::Md5, word);
        if (md5 && is_quoted_evenly(line, start, end)) return {line.substr(0, start), md5, line.substr(end)};
        const bool other =
            std::find(kOtherDigits.begin(), kOtherDigits.end(), word.size()) != kOtherDigits.end();
        if (other && is_hex(word)) parsed.other_digits = word.size();
        start = end;
    }
    return parsed;
}

}  // namespace

std::vector<SidecarLine> sidecar_lines(std::string_view text) {
    constexpr std::size_t kIndent = 4;
    std::string separated(text);
    std::replace(separated.begin(), separated.end(), '\r', '\n');
    std::vector<std::string> whole;
    std::vector<std::string> checksums;
    for (const std::string_view raw : lines_of(separated)) {
        const std::string_view line = trimmed(raw);
        if (is_checksum_of_a_boot_file(line)) checksums.emplace_back(line);
        if (line.empty() || is_comment(line)) continue;
        const bool continues = !whole.empty() && raw.find_first_not_of(' ') >= kIndent &&
                               whole.back().find(" : ") != std::string::npos &&
                               line.find(" : ") == std::string_view::npos;
        if (continues) {
            whole.back() += line;
        } else {
            whole.emplace_back(line);
        }
    }
    if (whole.empty()) whole = std::move(checksums);
    std::vector<SidecarLine> lines;
    std::transform(whole.begin(), whole.end(), std::back_inserter(lines), parse_line);
    return lines;
}

}  // namespace poap
