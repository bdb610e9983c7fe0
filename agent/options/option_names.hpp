#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace poap {

/// Every flag in its long form, and `-v` and `-q`: all but those that print help or version.
const std::set<std::string>& option_flags();

/// Those of them that take a value.
const std::set<std::string>& flags_with_value();

/// A flag as the boot file's options block has it: `require_digest`; `poap_server` for `--server`.
std::string key_of(std::string_view flag);

/// Every key that the options block may have, sorted.
std::vector<std::string> option_keys();

/// ``(did you mean `vrf`?)`` with a blank in front, of the one of `words` that is most like `typed`, in
/// whatever case; empty where none is.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& words);

/// How messages call an option: by its flag, or by its key where the options block of a boot file has it.
class OptionNames {
  public:
    OptionNames() = default;  ///< flags alone
    /// @param block   flags that stand for keys of the options block
    /// @param by_hand flags that were typed beside them
    OptionNames(std::set<std::string> block, std::set<std::string> by_hand, bool is_poap_py);

    /// Whether `flag` stands for a key of the options block.
    bool in_block(const std::string& flag) const;

    /// Whether there is an options block, and no other flag beside it.
    bool block_alone() const { return !block_.empty() && by_hand_.empty(); }

    /// `text`, a message that names flags, with the keys in place of those that were not typed. What is in
    /// backticks stays: a value, or a command.
    std::string in(std::string_view text) const;
    Error in(const Error& error) const;

  private:
    std::string name_of(const std::string& flag) const;

    std::set<std::string> block_;
    std::set<std::string> by_hand_;
    bool is_poap_py_ = false;
};

}  // namespace poap
