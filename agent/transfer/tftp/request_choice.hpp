#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "log/log.hpp"
#include "transfer/tftp/negotiation.hpp"
#include "transfer/tftp/receiver.hpp"
#include "transfer/tftp/window_search.hpp"

namespace poap::tftp {

/// Parameters of a request.
struct Choice {
    OptionSet options = OptionSet::All;
    std::size_t largest_block = kMostBlock;  ///< bytes
    bool size = true;                        ///< with tsize, if it has options

    friend bool operator==(const Choice&, const Choice&) = default;
};

/// For the log, such as `with all options, in blocks of at most 512 bytes`.
std::string in_words(const Choice& choice);

/// A request and its result.
struct Attempt {
    Ended ended;
    OptionSet options;  ///< of the answered request, or of the last one
    Pace pace;
    bool odd_grant = false;  ///< the grant has harmless errors
};

/// Chooses the parameters of the next request to a server. Each file is first requested with the usual
/// choice: all options, until a smaller choice gets data where that does not, and becomes the usual one.
/// | the server                                | the next request           | becomes usual          |
/// |-------------------------------------------|----------------------------|------------------------|
/// | grants the impossible; error 4 or 8       | at once with fewer options | when it brings data    |
/// | another error but 1 to 3, before any data | at once with fewer options | when two files need it |
/// | is silent, answers only fewer options     | at once the first again    | when silent again      |
/// | grants, and sends no data                 | next attempt: see below    | when two files need it |
/// | likewise, and a smaller choice has helped | at once that choice        | when it brings data    |
/// | grants oddly, and sends no data           | at once with fewer options | when two files need it |
/// | sends more than announced, twice          | at once without tsize      | never                  |
/// | sends less than announced, twice          | none                       | never                  |
/// If no data arrives, each attempt uses less: blocks of 1428 bytes, of 512, no options; then it starts again
/// from the top. If the problem may be temporary, a smaller choice becomes the usual one only after two files
/// in a row needed it; once the usual choice has brought data, every problem may be temporary. A file that is
/// shorter than announced is never accepted: it may be truncated.
class RequestChoice {
  public:
    /// @param server its host, for the log
    /// @param most the first usual choice
    RequestChoice(std::string server, OptionSet most, Log& log);

    /// Starts an attempt, for another file, or for the last one unless that is complete.
    void begin(const std::string& file);
    const Choice& next() const { return next_; }
    /// What to do until the next request is answered.
    Silence silence() const;

    /// The result of the attempt; nothing if the file must be requested again at once.
    std::optional<Ended> end_after(const Attempt& attempt);

  private:
    struct File {
        std::string name;
        Choice first;                                ///< of each attempt
        bool needs_it_too;                           ///< the file before needed the same smaller choice
        bool by_chance = false;                      ///< the problem may have been temporary
        std::optional<std::string> contradiction{};  ///< with its announced size, in the last attempt
    };

    /// Whether the usual choice works, so that failures have another cause.
    bool proven() const { return proven_ && !helped_; }
    void note_data(const Choice& choice, bool by_chance);
    bool requests_again(const Attempt& attempt);
    bool requests_again_with_fewer(const Ended& ended, bool by_chance);
    bool requests_again_without_data(const Attempt& attempt);
    void shrink_next_attempt(const Attempt& attempt);

    std::string server_;
    Log& log_;
    Choice usual_;
    bool proven_ = false;           ///< the usual choice has brought data
    std::optional<Choice> helped_;  ///< brought data for one file for which the usual choice did not
    std::optional<File> file_;
    // Of this attempt:
    Choice next_;
    bool checked_ = false;  ///< requested again after a late answer
    std::string refusal_;   ///< text of the first error
};

}  // namespace poap::tftp
