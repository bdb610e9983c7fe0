#include "transfer/sidecar_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "base/text.hpp"

namespace poap {

namespace {

using Names = std::vector<std::string>;

std::string_view without_punctuation(std::string_view text) {
    const auto first = text.find_first_not_of(kSidecarPunctuation);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSidecarPunctuation) - first + 1);
}

/// Of a path of Unix, Windows or NX-OS (`bootflash:x`), or a list (`30000,<SHA-256>,x`).
std::string_view last_part(std::string_view path) {
    path = without_punctuation(path);
    if (path.find("://") != std::string_view::npos) path = path.substr(0, path.find_first_of("?#"));
    return without_punctuation(path.substr(path.find_last_of("/\\:*,") + 1));
}

/// The mark of a name that a table had no room for; `?` is what decoding makes of an ellipsis in UTF-16.
std::size_t cut_mark(std::string_view name) {
    for (const std::string_view mark : {"...", "\xe2\x80\xa6", "?"}) {
        if (name.ends_with(mark)) return mark.size();
    }
    return 0;
}

/// What a text is that is a name, if it is anything.
Named by_name(std::string_view text, const Names& ours) {
    const std::string name = lower(last_part(text));
    if (name.empty() || name == "-" || name == "stdin") return Named::Nothing;
    const std::size_t cut = cut_mark(name);
    const std::string_view beginning = std::string_view(name).substr(0, name.size() - cut);
    const bool is_ours = std::any_of(ours.begin(), ours.end(), [&](const std::string& one) {
        const std::string own = lower(one);
        return own == name || (cut > 0 && !beginning.empty() && own.starts_with(beginning));
    });
    if (is_ours) return Named::Ours;
    return cut > 0 ? Named::Nothing : Named::Other;
}

/// Whether a word in a sentence is a file's name: a path, or one with an extension.
bool is_like_a_file(std::string_view word) {
    word = without_punctuation(word);
    if (word.find_first_of("/\\") != std::string_view::npos) return true;
    const auto dot = word.rfind('.');
    const bool inside = dot != std::string_view::npos && dot > 0 && dot + 1 < word.size();
    return inside && std::isalpha(static_cast<unsigned char>(word[dot + 1])) != 0;
}

/// What a sentence or a label names: `MD5 hash of nxos.bin is`, `md5sum=`.
Named by_sentence(std::string_view text, const Names& ours) {
    const auto words = words_of(text);
    const auto is_ours = [&](std::string_view word) { return by_name(word, ours) == Named::Ours; };
    if (std::any_of(words.begin(), words.end(), is_ours)) return Named::Ours;
    return std::any_of(words.begin(), words.end(), is_like_a_file) ? Named::Other : Named::Nothing;
}

Named by_text_before(std::string_view text, const Names& ours) {
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return by_sentence(text, ours);
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const bool is_remark = words_of(inside).size() > 1 && !is_like_a_file(inside);
    return is_remark ? Named::Nothing : by_name(inside, ours);
}

/// A file's size before its name, as cksum tools print it: `82 nxos.bin`.
std::string_view without_size(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool is_size = digits > 0 && (text.substr(digits, 1) == " " || text.substr(digits, 1) == "\t");
    return is_size ? without_punctuation(text.substr(digits)) : text;
}

/// What follows an MD5 is a name as a whole, with blanks in it, but for other digests before it.
Named by_text_after(std::string_view text, const Names& ours) {
    constexpr std::size_t kLeast = 32;
    text = without_punctuation(text);
    while (true) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
        const bool is_digest =
            digits >= kLeast && text.substr(digits, 1).find_first_not_of(kSidecarPunctuation) == text.npos;
        if (!is_digest) return by_name(without_size(text), ours);
        text = without_punctuation(text.substr(digits));
    }
}

/// `Path : C:\images\nxos.bin`.
bool is_label_of_a_path(std::string_view text) {
    constexpr std::array<std::string_view, 6> kLabels = {"path", "file",   "filename",
                                                         "name", "source", "file name"};
    return std::find(kLabels.begin(), kLabels.end(), lower(without_punctuation(text))) != kLabels.end();
}

Named by_line_without_md5(std::string_view line, const Names& ours) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && is_label_of_a_path(line.substr(0, colon)))
        return by_name(line.substr(colon + 1), ours);
    const Named named = by_sentence(line, ours);
    const bool is_heading = line.ends_with(':') && is_like_a_file(words_of(line).back());
    return named == Named::Other && !is_heading ? Named::Nothing : named;
}

}  // namespace

Named named_in(const SidecarLine& line, const Names& ours) {
    if (!line.md5) return by_line_without_md5(line.before, ours);
    const Named before = by_text_before(line.before, ours);
    const Named after = by_text_after(line.after, ours);
    if (before == Named::Ours || after == Named::Ours) return Named::Ours;
    return after == Named::Nothing ? before : after;
}

}  // namespace poap
