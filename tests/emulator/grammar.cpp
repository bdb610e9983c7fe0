#include "grammar.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "bootflash.hpp"

namespace poap::emulator {

namespace {

Words split_words(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<std::string>(stream), {}};
}

/// The one command that people and scripts abbreviate.
void spell_out(Words& command) {
    const bool abbreviated = command.size() == 2 && (command[0] == "conf" || command[0] == "config") &&
                             (command[1] == "t" || command[1] == "terminal");
    if (abbreviated) {
        command = {"configure", "terminal"};
    }
}

}  // namespace

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
    std::ranges::for_each(chain, spell_out);
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
        if (expected[i] == "<file>") {
            const auto file = parse_bootflash_url(words[i]);
            if (!file) {
                return result;
            }
            result.file = *file;
        } else if (expected[i] != words[i]) {
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
