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
#include "base/http_url.hpp"

namespace poap {

class FileName;
struct Identity;

/// A stage of the run begins: `identify the switch`, `commit`.
struct StageBegun {
    std::string_view stage;
};

/// The stage ended, successfully or not.
struct StageEnded {
    std::string_view stage;
    std::chrono::steady_clock::duration took;
    bool failed;
};

/// Serial number, MAC address and images of the switch, once known.
struct Identified {
    const Identity& identity;
};

/// A file that the plan puts on bootflash.
struct WantedFile {
    std::string name;  ///< on bootflash
    std::string url;
    std::optional<Digest> digest;
};

/// The plan, once known.
struct Planned {
    std::optional<WantedFile> config;    ///< none: the switch reloads into an intermediate image
    std::vector<WantedFile> images;      ///< empty: the running image stays
    std::vector<WantedFile> files = {};  ///< additional files, with their folders in `name`
};

/// The POAP server wants the run's events at this URL.
struct StatusUrl {
    HttpUrl url;
};

/// Progress of a long download.
struct Downloading {
    std::string_view file;
    std::uint64_t done;                 ///< bytes on bootflash
    std::optional<std::uint64_t> size;  ///< in bytes, above 0; none if the server does not report it
    std::uint64_t rate;                 ///< bytes per second, above 0
    bool milestone;                     ///< for logs that are read later; else for a live display only

    /// Of the size, which must be known.
    std::uint64_t percent() const { return done * 100 / *size; }
    /// Likewise; 0 once there is more than the size.
    std::chrono::seconds time_left() const {
        return std::chrono::seconds(*size > done ? (*size - done) / rate : 0);
    }
};

/// `nxos.9.3.3.bin: 9.0 MB of 90.0 MB, 10 %, 1.0 MB/s, 1:21 left`
std::string text_of(const Downloading& download);

/// A download that was reported on its way is complete.
struct Downloaded {
    std::string_view file;
    std::uint64_t size;  ///< in bytes
    std::uint64_t rate;  ///< average of the last attempt, in bytes a second
};

/// Progress of a step of `install all`.
struct Installing {
    int percent;
    bool milestone;  ///< like Downloading's
};

/// `install all: 45 %`
std::string text_of(const Installing& installing);

/// A file was read back from bootflash and has the expected digest.
struct Verified {
    const FileName& file;
    const Digest& digest;
};

/// A command that changes the switch is about to be sent; after this event, it may have been executed.
struct Change {
    std::string command;  ///< as sent to the CLI
};

/// Files that a failed run leaves on bootflash for the next one.
struct Left {
    std::vector<std::string> files;
};

/// How the run ended; the last event.
struct Result {
    ExitCode code;
    std::string stage;  ///< the stage that failed: `options`, `commit`; `start` before the first; empty: none
    std::string cause;  ///< of the failure; empty if there is none
    std::string advice;  ///< what to do now; or what happens next
    bool hop = false;    ///< the switch reloads into an intermediate image, and is not provisioned yet

    /// `Provisioned`, `Intermediate image set`, `FAILED`
    std::string_view headline() const;
    bool failed() const { return code != ExitCode::Provisioned; }
};

/// The last line of a log: what happens next, or stage, cause and advice.
std::string text_of(const Result& result);

/// An event of a run, for sinks that show more than lines. Valid only during the call. Its text is
/// unfiltered: apply `fit_to_log` before showing it.
using Event = std::variant<StageBegun, StageEnded, Identified, Planned, StatusUrl, Downloading, Downloaded,
                           Installing, Verified, Change, Left, Result>;

}  // namespace poap
