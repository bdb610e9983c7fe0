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

/// The first that satisfies `stops`, from `from` on; the end of `text` where none does.
template <typename Predicate>
std::size_t find_from(std::string_view text, std::size_t from, Predicate stops) {
    while (from < text.size() && !stops(text[from])) ++from;
    return from;
}

/// What stands between a key and its value: a blank, a sign, or a byte that should not be there (`?` where it
/// was made printable).
bool separates(char c) {
    constexpr std::string_view kSigns = ":=>?\\";
    return is_blank(c) || kSigns.find(c) != std::string_view::npos || c < ' ' || c > '~';
}

bool is_quote(char c) {
    return c == '"' || c == '\'';
}

/// Where the value that begins at `from` ends: behind its closing quote (or the end, where that was cut off),
/// or at the next blank. One in brackets is taken for all of the rest.
std::size_t end_of_value(std::string_view text, std::size_t from) {
    if (from < text.size() && (text[from] == '[' || text[from] == '{')) return text.size();
    if (from == text.size() || !is_quote(text[from])) return find_from(text, from, is_blank);
    for (std::size_t at = from + 1; at < text.size(); ++at) {
        if (text[at] == text[from]) return at + 1;
        if (text[at] == '\\') ++at;
    }
    return text.size();
}

/// The value behind a key that ends at `from`: a word, or all between quotes; the one after it where it is
/// `0`, `5`, `7`..., which says how the secret is encrypted. Empty where there is none.
Span value_behind(std::string_view text, std::size_t from) {
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

/// A word of which one can be the key of a secret.
constexpr std::array<std::string_view, 4> kSecretKeys = {"password", "secret", "community", "key"};
constexpr std::size_t kLongestKey = 9;

/// Where the first key of a secret in `folded` ends, from `from` on: alone, or a part of a word
/// (`key-string`, `passwords`); but not that of `keyboard`, nor of the flag `--password-file`.
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

/// The values behind the keys of secrets as `****`.
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
        // In backticks it is the name of an option.
        const bool is_name = end_of_name < text.size() && text[end_of_name] == '`';
        const Span value = is_name ? Span{end_of_word, end_of_word} : value_behind(text, end_of_word);
        if (value.begin < value.end && value.end > copied) {
            if (value.begin >= copied)
                result.append(text.substr(copied, value.begin - copied)).append("****");
            copied = value.end;
        }
        // What was hidden may end in a key itself, the one of what follows.
        from = std::max(end_of_word, copied - std::min(copied, kLongestKey + 2));
    }
    return result.append(text.substr(copied));
}

/// A word with the user that it names as `****`: that of `scheme://user:password@host`, also where the host
/// was cut off, and of `user:password@host`.
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
    const std::string_view told = word.substr(user, host - user);
    const bool is_user = word[host] == '@' ? is_url || told.find(':') != std::string_view::npos
                                           : told.find('/') == std::string_view::npos;
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
