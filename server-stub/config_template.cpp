#include "config_template.hpp"

#include <algorithm>

namespace poap::stub {
namespace {

std::string with_unix_line_ends(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || text.substr(i + 1, 1) != "\n") result += text[i];
    return result;
}

std::string line_at(std::string_view text, std::size_t at) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return "line " + std::to_string(line);
}

[[noreturn]] void fail(std::string_view text, std::size_t at, const std::string& what) {
    throw TemplateError(line_at(text, at) + ": " + what);
}

[[noreturn]] void fail_unsupported(std::string_view text, std::size_t at, std::string_view what) {
    fail(text, at, std::string(1, '\'').append(what).append("': only {{ name }} is supported here"));
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_name(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    const auto is_letter = [&](char c) { return letters.find(c) != letters.npos; };
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9');
    });
}

/// Position of the next mark that Jinja2 would process, or of an unmatched end.
std::size_t find_mark(std::string_view text, std::size_t from) {
    std::size_t nearest = text.npos;
    for (const std::string_view mark : {"{{", "{%", "{#", "}}"})
        nearest = std::min(nearest, text.find(mark, from));
    return nearest;
}

}  // namespace

std::string render(std::string_view source, const Values& values) {
    const std::string normal = with_unix_line_ends(source);
    std::string_view text = normal;
    if (text.ends_with('\n')) text.remove_suffix(1);

    std::string result;
    std::size_t done = 0;
    for (std::size_t at; (at = find_mark(text, done)) != text.npos;) {
        const std::string_view mark = text.substr(at, 2);
        if (mark == "}}") fail(text, at, "'}}' without a '{{' before it");
        if (mark != "{{") fail_unsupported(text, at, mark);
        const auto end = text.find("}}", at + 2);
        if (end == text.npos) fail(text, at, "'{{' without a '}}' after it");
        const std::string_view name = trimmed(text.substr(at + 2, end - at - 2));
        if (!is_name(name)) fail_unsupported(text, at, text.substr(at, end + 2 - at));
        const auto value = values.find(name);
        if (value == values.end())
            throw MissingValue(line_at(text, at) + " uses '" + std::string(name) + "'");
        result.append(text.substr(done, at - done)).append(value->second);
        done = end + 2;
    }
    return result.append(text.substr(done));
}

}  // namespace poap::stub
