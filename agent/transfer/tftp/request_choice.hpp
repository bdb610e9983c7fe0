#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "log/log.hpp"
#include "transfer/tftp/negotiation.hpp"
#include "transfer/tftp/receiver.hpp"
#include "transfer/tftp/window_search.hpp"

namespace poap::tftp {

/// How a file is asked for.
struct Choice {
    OptionSet options = OptionSet::All;
    std::size_t largest_block = kMostBlock;  ///< bytes
    bool size = true;                        ///< with tsize, where it has options

    friend bool operator==(const Choice&, const Choice&) = default;
};

/// For the log, such as `with all options, in blocks of at most 512 bytes`.
std::string in_words(const Choice& choice);

/// One request, and what came of it.
struct Attempt {
    Ended ended;
    OptionSet options;  ///< of the request that was answered, or of the last one
    Pace pace;
    bool odd_grant = false;  ///< the server granted what is wrong, but harmless
};

/// Which request a server gets next. Each file is asked for with the usual choice first: all options, until a
/// smaller choice brings what that does not, and so becomes the usual one.
/// | the server                                | the next request           | becomes usual          |
/// |-------------------------------------------|----------------------------|------------------------|
/// | grants the impossible; error 4 or 8       | at once with fewer options | when it brings data    |
/// | another error but 1 to 3, before any data | at once with fewer options | when two files need it |
/// | is silent, answers only fewer options     | at once the first again    | when silent again      |
/// | grants, and sends no data                 | next try: see below        | when two files need it |
/// | likewise, and a smaller choice has helped | at once that choice        | when it brings data    |
/// | grants oddly, and sends no data           | at once with fewer options | when two files need it |
/// | sends more than announced, twice          | at once without tsize      | never                  |
/// | sends less than announced, twice          | none                       | never                  |
/// Where no data comes, each next try is smaller: blocks of 1428 bytes, of 512, no options; then it begins
/// from the top. What may pass by itself must be in the way of two files on end before a smaller choice
/// stays; once the usual one has brought data, anything may. Less than announced is never taken for the file:
/// one that is cut would pass for whole.
class RequestChoice {
  public:
    /// @param server its host, for the log
    /// @param most the first usual choice
    RequestChoice(std::string server, OptionSet most, Log& log);

    /// A try begins, of another file or of the last one, unless that came whole.
    void begin(const std::string& file);
    const Choice& next() const { return next_; }
    /// What to do while the next request is not answered.
    Silence silence() const;

    /// What the try ends with; nothing where the file is to be asked for again at once.
    std::optional<Ended> end_after(const Attempt& attempt);

  private:
    struct File {
        std::string name;
        Choice first;                                ///< of each try
        bool needs_it_too;                           ///< what it needs, the file before needed as well
        bool by_chance = false;                      ///< what was in its way may have passed
        std::optional<std::string> contradiction{};  ///< of its announced size, in the last attempt
    };

    /// Whether the usual choice is not to blame where something fails.
    bool proven() const { return proven_ && !helped_; }
    void note_data(const Choice& brought_it, bool by_chance);
    bool asks_again(const Attempt& attempt);
    bool asks_again_with_fewer(const Ended& ended, bool by_chance);
    bool asks_again_without_data(const Attempt& attempt);
    void shrink_next_try(const Attempt& attempt);

    std::string server_;
    Log& log_;
    Choice usual_;
    bool proven_ = false;           ///< the usual choice has brought data
    std::optional<Choice> helped_;  ///< brought data for one file, where the usual choice did not
    std::optional<File> file_;
    // Of this try:
    Choice next_;
    bool checked_ = false;  ///< a late answer has been asked for again
    std::string refusal_;   ///< the first error, in words
};

}  // namespace poap::tftp
