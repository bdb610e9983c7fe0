#include "grammar.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <sstream>

#include "bootflash.hpp"

namespace poap::emulator {

namespace {

std::optional<std::string> interface_name(const std::string& word) {
    static const std::regex kInterface("(mgmt|Ethernet)[0-9/]+");
    return std::regex_match(word, kInterface) ? std::optional(word) : std::nullopt;
}

bool keep(std::optional<std::string> name, std::string& kept) {
    kept = name.value_or("");
    return name.has_value();
}

bool keep_columns(const std::string& word, std::size_t& kept) {
    static const std::regex kColumns("[0-9]{2,3}");
    constexpr std::size_t kLeast = 24;
    constexpr std::size_t kMost = 511;
    if (!std::regex_match(word, kColumns)) {
        return false;
    }
    kept = std::stoul(word);
    return kept >= kLeast && kept <= kMost;
}

/// Whether one word of a form takes `word`; its value is kept in `result`.
bool takes(const std::string& expected, const std::string& word, Match& result) {
    if (expected == "<file>") {
        return keep(parse_bootflash_url(word), result.file);
    }
    if (expected == "<remote>") {
        return keep(parse_standby_url(word), result.remote);
    }
    if (expected == "<interface>") {
        return keep(interface_name(word), result.interface);
    }
    if (expected == "<columns>") {
        return keep_columns(word, result.columns);
    }
    return expected == word;
}

}  // namespace

Words split_words(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<std::string>(stream), {}};
}

std::vector<Words> split_chain(std::string_view line) {
    std::vector<Words> chain(1);
    for (auto& word : split_words(line)) {
        if (word == ";") {
            chain.emplace_back();
        } else {
            chain.back().push_back(std::move(word));
        }
    }
    std::erase_if(chain, [](const Words& command) { return command.empty(); });
    return chain;
}

std::string joined(const Words& words) {
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

Match match(std::string_view pattern, const Words& words) {
    const auto expected = split_words(pattern);
    Match result;
    for (std::size_t i = 0; i < std::min(expected.size(), words.size()); ++i) {
        if (!takes(expected[i], words[i], result)) {
            return result;
        }
        ++result.matched_words;
    }
    result.complete = expected.size() == words.size();
    return result;
}

std::string syntax_error(const Words& words, std::size_t matched_words) {
    const bool incomplete = matched_words == words.size();
    const Words before(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(matched_words));
    const auto column = joined(before).size() + (before.empty() ? 0 : 1);
    return std::string(column, ' ') + "^\n% " + (incomplete ? "Incomplete" : "Invalid") +
           " command at '^' marker.\n";
}

}  // namespace poap::emulator
