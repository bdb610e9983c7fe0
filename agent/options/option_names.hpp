#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace poap {

/// All flags in long form, plus `-v` and `-q`; without those that print help or version.
const std::set<std::string>& option_flags();

/// Flags that take a value.
const std::set<std::string>& flags_with_value();

/// The flag's key in the boot file's options block: `require_digest`; `poap_server` for `--server`.
std::string key_of(std::string_view flag);

/// All keys that the options block may have, sorted.
std::vector<std::string> option_keys();

/// ``(did you mean `vrf`?)`` with a leading blank, for the one of `words` most similar to `typed`, ignoring
/// case; empty if none is similar.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& words);

/// Names of options in messages: by flag, or by key if the option comes from a boot file's options block.
class OptionNames {
  public:
    OptionNames() = default;  ///< flags only
    /// @param block flags that come from keys of the options block; none: there is no block
    /// @param by_hand other flags on the command line
    OptionNames(std::optional<std::set<std::string>> block, std::set<std::string> by_hand, bool is_poap_py);

    /// Whether `flag` comes from a key of the options block.
    bool in_block(const std::string& flag) const;

    /// Whether all flags come from an options block.
    bool block_alone() const { return block_ && by_hand_.empty(); }

    /// A message with flags replaced by keys, except those from the command line. Text in backticks, a value
    /// or command, stays unchanged.
    std::string in(std::string_view text) const;
    Error in(const Error& error) const;

  private:
    std::string name_of(const std::string& flag) const;

    std::optional<std::set<std::string>> block_;
    std::set<std::string> by_hand_;
    bool is_poap_py_ = false;
};

}  // namespace poap
