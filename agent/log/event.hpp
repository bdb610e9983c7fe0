#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"

namespace poap {

class FileName;
struct Identity;

/// A stage of the pass begins: `identify the switch`, `commit`.
struct StageBegun {
    std::string_view stage;
};

/// It is over, one way or the other.
struct StageEnded {
    std::string_view stage;
    std::chrono::steady_clock::duration took;
    bool failed;
};

/// Which switch this is, once it is known.
struct Identified {
    const Identity& identity;
};

/// A file that the switch is to have, and where from.
struct WantedFile {
    std::string name;  ///< on bootflash
    std::string url;
    std::optional<Digest> digest;
};

/// What it is to have, once that is known.
struct Planned {
    std::optional<WantedFile> config;  ///< none: it reloads into an intermediate image
    std::vector<WantedFile> images;    ///< none: the image stays
};

/// How far a long download is.
struct Downloading {
    std::string_view file;
    std::uint64_t done;                 ///< bytes on bootflash
    std::optional<std::uint64_t> size;  ///< in bytes, above 0, if the server tells it
    std::uint64_t rate;                 ///< bytes in a second, above 0
    bool milestone;                     ///< a step for what is read later or elsewhere; else of use right now
};

/// `nxos.9.3.3.bin: 9.0 MB of 90.0 MB, 10 %, 1.0 MB/s, 1:21 left`
std::string text_of(const Downloading& download);

/// Likewise in at most `columns` characters: without its sizes, then without rate and time, then without its
/// name.
std::string text_of(const Downloading& download, std::size_t columns);

/// How far a step of `install all` is.
struct Installing {
    int percent;
    bool milestone;  ///< as of Downloading
};

/// `install all: 45 %`
std::string text_of(const Installing& installing);

/// A file on bootflash, read back, has the digest it must have.
struct Verified {
    const FileName& file;
    const Digest& digest;
};

/// A command that changes the switch is about to be given: from here on it may have been carried out.
struct Change {
    std::string command;  ///< as the CLI takes it
};

/// What a failed pass leaves on bootflash for the next one.
struct Left {
    std::vector<std::string> files;
};

/// How a pass ended. Nothing is told after it.
struct Result {
    ExitCode code;
    std::string stage;   ///< that failed: `options`, `commit`; `start` before the first; empty: none did
    std::string cause;   ///< of the failure; empty: none
    std::string advice;  ///< what to do now; or what happens next
    bool hop = false;    ///< a hop was made: the switch is on its way, and not provisioned yet

    /// `Provisioned`, `Hop made`, `FAILED`
    std::string_view headline() const;
    bool failed() const { return code != ExitCode::Provisioned; }
};

/// As the last line of a log: what happens next; or stage, cause, and what to do.
std::string text_of(const Result& result);

/// What happens in a pass, for those who make more of it than lines. Valid during the call that tells it. Its
/// text is as it came: `fit_to_log` before it is shown.
using Event = std::variant<StageBegun, StageEnded, Identified, Planned, Downloading, Installing, Verified,
                           Change, Left, Result>;

}  // namespace poap
