#include "nxos/install_output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestLine = 200;

/// Words of a failure, in lower case. `check failed` alone is none: a service may say so of itself where the
/// install goes on, and `Incompatible image for ISSU` is why one is disruptive.
constexpr std::array<std::string_view, 7> kFailures = {
    "install has failed",       "pre-upgrade check failed", "-- fail",         "returned error",
    "install procedure may be", "install all failed",       "installer failed"};

struct Bar {
    int percent;
    std::size_t length;
};

/// `[######              ]  25%`
std::optional<Bar> bar_at_start(std::string_view text) {
    if (!text.starts_with('[')) return std::nullopt;
    const auto close = text.find_first_not_of("# ", 1);
    if (close == std::string_view::npos || text[close] != ']') return std::nullopt;
    const auto number = text.find_first_not_of(' ', close + 1);
    if (number == std::string_view::npos) return std::nullopt;
    int percent = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + number, end, percent);
    if (error != std::errc() || rest == end || *rest != '%') return std::nullopt;
    if (percent < 0 || percent > 100) return std::nullopt;
    return Bar{percent, static_cast<std::size_t>(rest - text.data()) + 1};
}

/// `1        no      disruptive         reset  Incompatible image`: a row of the table of bootable modules.
bool cannot_boot(std::string_view row) {
    const std::string_view rest =
        trimmed(row.substr(std::min(row.find_first_not_of("0123456789"), row.size())));
    return rest.substr(0, rest.find_first_of(" \t")) == "no";
}

bool is_row(std::string_view line) {
    return line.starts_with('-') || line.find_first_of("0123456789") == 0;
}

/// How far an install came.
struct Reading {
    std::string step;          ///< the one at work at the failure, or at the end
    std::string failure;       ///< the first sign of one
    std::string verdict;       ///< what the installer says in the end of one
    std::string last;          ///< the last words
    std::string corrupt_bios;  ///< the line that says so
    std::string reasons;       ///< all words since the last bar before the failure: why, not what was checked
    bool said_success = false;
    bool copied_configuration = false;
    bool last_step_succeeded = false;
};

void note_failure(Reading& reading, const std::string& words, const std::string& folded) {
    if (reading.failure.empty()) reading.failure = words;
    constexpr std::array<std::string_view, 2> kVerdicts = {"install has failed", "pre-upgrade check failed"};
    if (mentions(folded, kVerdicts)) reading.verdict = words;
}

void note_bar(Reading& reading, const std::string& folded) {
    reading.last_step_succeeded = folded.find("success") != std::string::npos;
    if (reading.last_step_succeeded && reading.step.starts_with("Performing configuration copy")) {
        reading.copied_configuration = true;
    }
}

/// What stands before a bar is a step, and no reason for a failure; what stands behind the last one may be,
/// and all that follows a failure.
void note_reason(Reading& reading, const InstallLine& line) {
    if (line.percent && reading.failure.empty()) reading.reasons.clear();
    reading.reasons += line.words + '\n';
}

/// Whether a bar is to follow: where there is none, the output is cut.
bool has_bar(const std::string& step) {
    return step.starts_with("Performing ") || step.starts_with("Module ");
}

void note(Reading& reading, const InstallLine& line, bool& in_table) {
    const std::string folded = lower(line.words);
    if (line.percent) note_bar(reading, folded);
    note_reason(reading, line);
    if (line.words.empty()) return;
    reading.last = line.words;
    if (says_bios_is_corrupt(line.words)) reading.corrupt_bios = line.words;
    if (folded.find("install has been successful") != std::string::npos) reading.said_success = true;
    if (folded.find("bootable") != std::string::npos) {
        in_table = true;
    } else {
        in_table = in_table && is_row(line.words);
    }
    if (in_table && cannot_boot(line.words)) {
        note_failure(reading, concat("a module cannot boot the image: ", line.words), folded);
    } else if (mentions(folded, kFailures)) {
        note_failure(reading, line.words, folded);
    } else if (!reading.failure.empty() && folded.starts_with("return code ")) {
        reading.failure = line.words;  // says more than `FAIL`
    } else if (!line.percent && !in_table && reading.failure.empty() && !folded.starts_with("warning:")) {
        reading.step = line.words;
        if (has_bar(line.words)) reading.last_step_succeeded = false;
    }
}

Reading read(std::string text) {
    std::replace(text.begin(), text.end(), '\r', '\n');
    Reading reading;
    bool in_table = false;
    for (const std::string_view line : lines_of(text)) note(reading, parse_install_line(line), in_table);
    return reading;
}

/// @param reasons where the words for the advice are looked for
Error failure(const std::string& step, const std::string& reason, std::string_view reasons) {
    constexpr std::array<std::string_view, 3> kPoap = {"boot poap", "poap is", "poap enable"};
    constexpr std::array<std::string_view, 1> kBusy = {"install procedure may be"};
    constexpr std::array<std::string_view, 4> kSpace = {"no space", "enough space", "sufficient space",
                                                        "free space"};
    constexpr std::array<std::string_view, 4> kWrongImage = {"cannot boot", "compatible",
                                                             "verification failed", "invalid image"};
    const std::string cause =
        concat("`install all` did not succeed", step.empty() ? "" : concat(" (", step, ')'), ": ", reason);
    if (mentions(reasons, kSpace)) {
        return {ExitCode::NoSpace, cause,
                "remove what is not needed from bootflash (`dir bootflash:`), on each supervisor"};
    }
    if (mentions(reasons, kPoap)) {
        return {ExitCode::Switch, cause,
                "`configure terminal ; no boot poap enable` on the switch's CLI, then run this again"};
    }
    if (mentions(reasons, kBusy)) {
        return {ExitCode::Switch, cause, "wait until that install has ended, then run this again"};
    }
    if (mentions(reason, kWrongImage)) {
        return {ExitCode::Switch, cause,
                "is this image made for this model? `show install all impact` on the switch's CLI"};
    }
    return {ExitCode::Switch, cause,
            "the log has all that it printed, and `show install all failure-reason` on the switch's CLI"};
}

}  // namespace

InstallLine parse_install_line(std::string_view line) {
    InstallLine parsed;
    std::string words;
    while (!line.empty()) {
        if (const auto bar = bar_at_start(line)) {
            parsed.percent = bar->percent;
            line.remove_prefix(bar->length);
        } else {
            words += line.front();
            line.remove_prefix(1);
        }
    }
    parsed.words = printable(trimmed(words), kLongestLine);
    return parsed;
}

bool says_bios_is_corrupt(std::string_view text) {
    const std::string folded = lower(text);
    return folded.find("bios") != std::string::npos && folded.find("corrupt") != std::string::npos;
}

Error corrupt_bios(const std::string& line) {
    return {ExitCode::Switch, concat("`install all` did not succeed: ", line),
            "do not reload or power off the switch: it may never boot again. Run `install all` on its "
            "console until "
            "the BIOS upgrade succeeds, or ask Cisco TAC"};
}

std::optional<Error> install_failure(const CliAnswer& answer) {
    const Reading reading = read(answer.text);
    if (!reading.corrupt_bios.empty()) return corrupt_bios(reading.corrupt_bios);
    if (!reading.verdict.empty()) return failure(reading.step, reading.verdict, reading.reasons);
    if (!reading.failure.empty()) return failure(reading.step, reading.failure, reading.reasons);
    if (const auto reason = refusal(answer))
        return failure("", *reason, concat(*reason, '\n', reading.reasons));
    if (reading.said_success || (reading.copied_configuration && reading.last_step_succeeded)) {
        return std::nullopt;
    }
    return failure(
        "", reading.last.empty() ? "it said nothing" : concat("it ended in the middle, at: ", reading.last),
        "");
}

}  // namespace poap
