#include "options/option_names.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "options/raw_options.hpp"

namespace poap {

namespace {

/// Keys of a poap.py options block with the same meaning.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kInPoapPy = {
    {{"--file-server", "hostname"},
     {"--image-path", "target_image_path"},
     {"--system-image", "target_system_image"},
     {"--kickstart-image", "target_kickstart_image"},
     {"--config-file", "source_config_file"},
     {"--hops", "midway_system_image"},
     {"--install", "use_nxos_boot"},
     {"--usb", "usb_slot"},
     {"--no-sidecar", "disable_md5"},
     {"--require-digest", "disable_md5 (False)"}}};

bool is_in_a_flag(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/// Whether a word, or a text in backticks, may begin after `before`.
bool may_begin_after(std::string_view before) {
    return before.empty() || before.ends_with(' ') || before.ends_with('(');
}

/// Length of the text in backticks at the beginning of `text`, including them; 0 if there is none. A server's
/// message may contain stray ones.
std::size_t length_of_quoted(std::string_view text, std::string_view before) {
    const bool opens = text.starts_with('`') && may_begin_after(before);
    const auto end = opens ? text.find('`', 1) : std::string_view::npos;
    return end == std::string_view::npos || may_begin_after(text.substr(0, end)) ? 0 : end + 1;
}

/// Edit distance: how many letters must be changed, inserted or deleted to turn `from` into `to`.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char letter : from) {
        std::size_t corner = row[0]++;
        for (std::size_t i = 0; i < to.size(); ++i) {
            const std::size_t changed = corner + (letter == to[i] ? 0 : 1);
            corner = row[i + 1];
            row[i + 1] = std::min({changed, corner + 1, row[i] + 1});
        }
    }
    return row.back();
}

/// Names of the flags for which `wanted` is true.
template <typename Predicate>
std::set<std::string> flags_where(const Predicate& wanted) {
    Options options;
    RawOptions raw;
    CLI::App app;
    app.set_help_flag();
    define_flags(app, raw, options);
    std::set<std::string> all;
    for (const CLI::Option* option : app.get_options()) {
        if (!wanted(*option)) continue;
        for (const std::string& name : option->get_lnames()) all.insert(concat("--", name));
        for (const std::string& name : option->get_snames()) all.insert(concat("-", name));
    }
    return all;
}

}  // namespace

const std::set<std::string>& option_flags() {
    static const std::set<std::string> flags = flags_where([](const CLI::Option&) { return true; });
    return flags;
}

const std::set<std::string>& flags_with_value() {
    static const std::set<std::string> flags =
        flags_where([](const CLI::Option& option) { return option.get_items_expected_max() > 0; });
    return flags;
}

std::string key_of(std::string_view flag) {
    if (flag == "--server") return "poap_server";
    flag.remove_prefix(std::min(flag.find_first_not_of('-'), flag.size()));
    std::string key(flag);
    std::ranges::replace(key, '-', '_');
    return key;
}

std::vector<std::string> option_keys() {
    std::set<std::string> keys = {"server"};  // the flag's own name works too
    for (const std::string& flag : option_flags()) keys.insert(key_of(flag));
    return {keys.begin(), keys.end()};
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& words) {
    const std::string word = lower(typed);
    const auto nearest =
        std::ranges::min_element(words, {}, [&](const std::string& known) { return distance(word, known); });
    if (nearest == words.end()) return "";
    constexpr std::size_t kMost = 3;  // more is another word, not a slip
    const std::size_t changes = distance(word, *nearest);
    if (changes > kMost || 2 * changes > std::max(word.size(), nearest->size())) return "";
    return concat(" (did you mean `", *nearest, "`?)");
}

OptionNames::OptionNames(std::optional<std::set<std::string>> block, std::set<std::string> by_hand,
                         bool is_poap_py)
    : block_(std::move(block)), by_hand_(std::move(by_hand)), is_poap_py_(is_poap_py) {}

bool OptionNames::in_block(const std::string& flag) const {
    return block_ && block_->contains(flag) && !by_hand_.contains(flag);
}

std::string OptionNames::name_of(const std::string& flag) const {
    if (by_hand_.contains(flag) || !option_flags().contains(flag)) return flag;
    // The boot file turns `password` into --password-file. In backticks, or the log would hide the next word.
    if (flag == "--password-file") return !block_ ? flag : "`password`";
    if (block_ && block_->contains(flag)) return key_of(flag);
    if (flag == "--deadline") return "script_timeout";  // the boot file derives it from that
    const auto* same =
        std::ranges::find(kInPoapPy, flag, &std::pair<std::string_view, std::string_view>::first);
    return is_poap_py_ && same != kInPoapPy.end() ? std::string(same->second) : key_of(flag);
}

std::string OptionNames::in(std::string_view text) const {
    if (!block_ && !is_poap_py_) return std::string(text);
    std::string result;
    while (!text.empty()) {
        const std::size_t quoted = length_of_quoted(text, result);
        const auto flag =
            static_cast<std::size_t>(std::ranges::find_if_not(text, is_in_a_flag) - text.begin());
        const std::string word(text.substr(0, std::max({quoted, flag, std::size_t{1}})));
        result += word.starts_with("--") ? name_of(word) : word;
        text.remove_prefix(word.size());
    }
    return result;
}

Error OptionNames::in(const Error& error) const {
    Error named(error.code(), in(error.what()), in(error.advice()),
                error.is_retryable() ? Retryable::Yes : Retryable::No);
    named.set_stage(error.stage());
    return named;
}

}  // namespace poap
