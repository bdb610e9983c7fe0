#include "text.hpp"

#include <array>
#include <cctype>

namespace poap {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) {
    return kBlanks.find(c) != std::string_view::npos;
}

/// The word that starts at or after `from`, blanks skipped; empty at the end.
std::string_view next_word(std::string_view text, std::size_t from) {
    while (from < text.size() && is_blank(text[from])) ++from;
    std::size_t end = from;
    while (end < text.size() && !is_blank(text[end])) ++end;
    return text.substr(from, end - from);
}

/// `0`, `5`, `7`, `8`...: how the word after it is encrypted.
bool is_encryption_type(std::string_view word) {
    return word.size() == 1 && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
}

/// What stands between `password` and the secret: a blank, `:`, `=`, or a byte that should not be there.
bool ends_key(char c) {
    return c == ':' || c == '=' || std::isprint(static_cast<unsigned char>(c)) == 0 || is_blank(c);
}

/// Where `word`, a part of `text`, ends in it.
std::size_t end_of(std::string_view word, std::string_view text) {
    return static_cast<std::size_t>(word.data() - text.data()) + word.size();
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
    }
    return lines;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string result;
    for (const char c : text) {
        if (result.size() == limit) return result + "...";
        if (c == '\n' || c == '\r' || c == '\t') {
            result += ' ';
        } else {
            result += (c >= ' ' && c <= '~') ? c : '?';
        }
    }
    return result;
}

std::string without_passwords(std::string_view text) {
    constexpr std::string_view kKey = "password";
    const std::string folded = lower(text);
    std::string result;
    std::size_t copied = 0;
    for (auto at = folded.find(kKey); at != std::string::npos; at = folded.find(kKey, copied)) {
        std::size_t after = at + kKey.size();
        // `passwords` is prose; the word after the blank is hidden all the same, to be safe.
        while (after < text.size() && !ends_key(text[after])) ++after;
        if (after < text.size()) ++after;
        std::string_view secret = next_word(text, after);
        if (is_encryption_type(secret)) secret = next_word(text, end_of(secret, text));
        if (secret.empty()) break;
        result.append(text.substr(copied, end_of(secret, text) - secret.size() - copied)).append("****");
        copied = end_of(secret, text);
    }
    return result.append(text.substr(copied));
}

std::string human_size(std::uint64_t bytes) {
    if (bytes < 1000) return concat(bytes, " bytes");
    constexpr std::array<std::string_view, 4> kUnits = {" kB", " MB", " GB", " TB"};
    std::uint64_t tenths = bytes / 100;  // of the unit
    std::size_t unit = 0;
    while (tenths >= 10000 && unit + 1 < kUnits.size()) {
        tenths /= 1000;
        ++unit;
    }
    return concat(tenths / 10, '.', tenths % 10, kUnits[unit]);
}

}  // namespace poap
