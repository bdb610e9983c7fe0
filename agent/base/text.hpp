#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace poap {

/// Joins strings, characters and integers into one string.
template <typename... Parts>
std::string concat(const Parts&... parts) {
    std::string joined;
    const auto append = [&joined](const auto& part) {
        using Part = std::decay_t<decltype(part)>;
        if constexpr (std::is_same_v<Part, char>) {
            joined += part;
        } else if constexpr (std::is_arithmetic_v<Part>) {
            joined += std::to_string(part);
        } else {
            joined += std::string_view(part);
        }
    };
    (append(parts), ...);
    return joined;
}

/// Without the blanks (space, tab, CR, LF) at either end.
std::string_view trimmed(std::string_view text);

/// The lines of `text`, without their LF or CR LF.
std::vector<std::string_view> lines_of(std::string_view text);

/// The words of `text`, which spaces and tabs separate.
std::vector<std::string_view> words_of(std::string_view text);

/// ASCII lower case; other bytes as they are.
std::string lower(std::string_view text);

/// Whether any of `words`, which are lower case, stands in the text in whatever case.
bool mentions(std::string_view text, std::span<const std::string_view> words);

/// For a person's eyes and a log: every control byte and every byte that is not ASCII becomes `?` (a line
/// break or a tab becomes a blank), and what is longer than `limit` is cut with `...`.
std::string printable(std::string_view text, std::size_t limit = 1000);

/// With `****` for what follows `password`, `secret`, `community` or `key` (behind blanks, `:` or `=`; a
/// word, all between quotes, all from a bracket on), or what follows that where it is an encryption type
/// (`password 5 $5$...`); and for the user in `http://user:password@host` and `user:password@host`. Prose may
/// lose a word to it. For everything that is logged.
std::string without_secrets(std::string_view text);

/// A size for people: `312 bytes`, `1.9 GB` (powers of 1000).
std::string human_size(std::uint64_t bytes);

/// A span for people, in minutes: `1:21`, `75:00`.
std::string human_time(std::chrono::seconds span);

}  // namespace poap
