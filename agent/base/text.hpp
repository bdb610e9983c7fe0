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

/// Removes blanks (space, tab, CR, LF) from both ends.
std::string_view trimmed(std::string_view text);

/// The lines of `text`, without their LF or CR LF.
std::vector<std::string_view> lines_of(std::string_view text);

/// Words, separated by spaces and tabs.
std::vector<std::string_view> words_of(std::string_view text);

/// In lower case (ASCII only).
std::string lower(std::string_view text);

/// Whether the text contains any of `words`, which are in lower case, ignoring case.
bool mentions(std::string_view text, std::span<const std::string_view> words);

/// Safe for terminals and logs: control bytes and bytes that are not ASCII become `?` (a line break or tab
/// becomes a blank), and text longer than `limit` is cut and ends in `...`.
std::string printable(std::string_view text, std::size_t limit = 1000);

/// Replaces by `****` the value after `password`, `secret`, `community` or `key` (after blanks, `:` or `=`; a
/// word, everything between quotes, or everything after a bracket), or what follows it if it is an encryption
/// type (`password 5 $5$...`), but not the fingerprint of a host key (`host_key SHA256:...`); and the user in
/// `http://user:password@host` and `user:password@host`. Ordinary text may lose a word. Use it on everything
/// that is logged.
std::string without_secrets(std::string_view text);

/// A size for people: `312 bytes`, `1.9 GB` (powers of 1000).
std::string human_size(std::uint64_t bytes);

/// A duration for people, in minutes: `1:21`, `75:00`.
std::string human_time(std::chrono::seconds span);

}  // namespace poap
