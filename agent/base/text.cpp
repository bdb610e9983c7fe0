#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace poap {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) {
    return kBlanks.find(c) != std::string_view::npos;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Part of a text, from `begin` up to `end`.
struct Span {
    std::size_t begin;
    std::size_t end;
};

/// Position of the first character from `from` on that satisfies `stops`; the end of `text` if none does.
template <typename Predicate>
std::size_t find_from(std::string_view text, std::size_t from, Predicate stops) {
    while (from < text.size() && !stops(text[from])) ++from;
    return from;
}

/// A separator between a key and its value: a blank, a sign, or an unprintable byte (`?` after printable()).
bool separates(char c) {
    constexpr std::string_view kSigns = ":=>?\\";
    return is_blank(c) || kSigns.find(c) != std::string_view::npos || c < ' ' || c > '~';
}

bool is_quote(char c) {
    return c == '"' || c == '\'';
}

/// Where the value that begins at `from` ends: after its closing quote (or at the end, if the quote is
/// missing), or at the next blank. A value in brackets extends to the end of the text.
std::size_t end_of_value(std::string_view text, std::size_t from) {
    if (from < text.size() && (text[from] == '[' || text[from] == '{')) return text.size();
    if (from == text.size() || !is_quote(text[from])) return find_from(text, from, is_blank);
    for (std::size_t at = from + 1; at < text.size(); ++at) {
        if (text[at] == text[from]) return at + 1;
        if (text[at] == '\\') ++at;
    }
    return text.size();
}

/// The value after a key that ends at `from`: a word, or everything between quotes. Skips `0`, `5`, `7`...,
/// which is the encryption type. Empty if there is none.
Span value_after(std::string_view text, std::size_t from) {
    const auto next_value = [&](std::size_t at) {
        const std::size_t begin = find_from(text, at, [](char c) { return !separates(c); });
        return Span{begin, end_of_value(text, begin)};
    };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (from < text.size() && is_quote(text[from])) ++from;  // `"password": "..."`
    const Span value = next_value(from);
    const bool is_type = value.end - value.begin == 1 && is_digit(text[value.begin]);
    return is_type ? next_value(value.end) : value;
}

/// Words that name a secret, alone or as part of a word.
constexpr std::array<std::string_view, 4> kSecretKeys = {"password", "secret", "community", "key"};
constexpr std::size_t kLongestKey = 9;

/// Where the first such key in `folded` ends, from `from` on: alone, or as part of a word (`key-string`,
/// `passwords`), but not as in `keyboard` or the flag `--password-file`.
std::optional<std::size_t> end_of_key(std::string_view folded, std::size_t from) {
    for (std::size_t at = from; at < folded.size(); ++at) {
        for (const std::string_view key : kSecretKeys) {
            const std::size_t end = at + key.size();
            const bool is_prose = key == "key" && end < folded.size() && is_letter(folded[end]);
            const bool names_a_file = folded.substr(std::min(end, folded.size())).starts_with("-file");
            if (folded.substr(at, key.size()) == key && !is_prose && !names_a_file) return end;
        }
    }
    return std::nullopt;
}

/// Whether the key that ends at `end` is `host_key` or `host-key`, which is public.
bool is_host_key(std::string_view folded, std::size_t end) {
    const std::string_view before = folded.substr(0, end);
    return before.ends_with("host_key") || before.ends_with("host-key");
}

/// Replaces the values after such keys by `****`.
std::string without_values(std::string_view text) {
    const std::string folded = lower(text);
    const auto ends_word = [](char c) { return separates(c) || is_quote(c); };
    const auto ends_name = [&](char c) { return c == '`' || ends_word(c); };
    std::string result;
    std::size_t copied = 0;
    std::size_t from = 0;
    while (const auto key = end_of_key(folded, from)) {
        const std::size_t end_of_word = find_from(text, *key, ends_word);
        const std::size_t end_of_name = find_from(folded, *key, ends_name);
        // In backticks it is an option name.
        const bool is_name = end_of_name < text.size() && text[end_of_name] == '`';
        const Span value = is_name ? Span{end_of_word, end_of_word} : value_after(text, end_of_word);
        const bool is_public = end_of_word == *key && is_host_key(folded, *key);
        if (value.begin < value.end && value.end > copied && !is_public) {
            if (value.begin >= copied)
                result.append(text.substr(copied, value.begin - copied)).append("****");
            copied = value.end;
        }
        // A hidden value may itself end in a key, whose value follows.
        from = std::max(end_of_word, copied - std::min(copied, kLongestKey + 2));
    }
    return result.append(text.substr(copied));
}

/// Replaces the user in a word by `****`: in `scheme://user:password@host`, also if the host was cut off, and
/// in `user:password@host`.
std::string without_user(std::string_view word) {
    constexpr std::string_view kMark = "://";
    constexpr std::string_view kCut = "...";
    const auto mark = word.find(kMark);
    const bool is_url = mark != std::string_view::npos;
    const std::size_t user =
        is_url ? mark + kMark.size() : find_from(word, 0, [](char c) { return !is_quote(c) && c != '`'; });
    std::size_t host = word.rfind('@');
    if (host == std::string_view::npos && is_url) host = word.find(kCut, user);
    if (host == std::string_view::npos || host < user) return std::string(word);
    const std::string_view user_part = word.substr(user, host - user);
    const bool is_user = word[host] == '@' ? is_url || user_part.find(':') != std::string_view::npos
                                           : user_part.find('/') == std::string_view::npos;
    return is_user ? concat(word.substr(0, user), "****", word.substr(host)) : std::string(word);
}

std::string without_users(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t word = find_from(text, 0, [](char c) { return !is_blank(c); });
        const std::size_t end = find_from(text, word, is_blank);
        result.append(text.substr(0, word)).append(without_user(text.substr(word, end - word)));
        text.remove_prefix(end);
    }
    return result;
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

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view kBetweenWords = " \t";
    std::vector<std::string_view> words;
    for (std::size_t at = 0; (at = text.find_first_not_of(kBetweenWords, at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(kBetweenWords, at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

bool mentions(std::string_view text, std::span<const std::string_view> words) {
    const std::string folded = lower(text);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return folded.find(word) != std::string::npos; });
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

std::string without_secrets(std::string_view text) {
    return without_users(without_values(text));
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

std::string human_time(std::chrono::seconds span) {
    const std::int64_t rest = span.count() % 60;
    return concat(span.count() / 60, rest < 10 ? ":0" : ":", rest);
}

}  // namespace poap
