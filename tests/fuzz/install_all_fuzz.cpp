// What `install all` prints: how it is logged, and whether it succeeded.
#include "base/text.hpp"
#include "fuzz.hpp"
#include "nxos/install_all.hpp"
#include "nxos/install_output.hpp"
#include "parrot.hpp"
#include "support/recording_log.hpp"

namespace poap::fuzz {

namespace {

const FileName kImage = *FileName::parse("nxos.9.3.10.bin");

void check_lines(std::string_view input) {
    for (const std::string_view text : lines_of(input)) {
        const InstallLine line = parse_install_line(text);
        require(is_printable(line.words), "the words are printable");
        require(!line.percent || (*line.percent >= 0 && *line.percent <= 100), "a bar is within bounds");
    }
}

void check_verdict(std::string_view input) {
    const std::string text(input);
    require(install_failure({16, text}).has_value(), "an exit status other than 0 is a failure");
    require(install_failure({0, text + "\n[##] 0% -- FAIL.\n" + text}).has_value(),
            "no text hides a failure");
    const auto failure = install_failure({0, text});
    if (!failure) return;
    require(failure->code() == ExitCode::Switch || failure->code() == ExitCode::NoSpace,
            "it is the switch's, or for want of space");
    require(is_printable(failure->what()) && !failure->advice().empty(), "it is for a person");
}

void check_log(std::string_view input) {
    Parrot cli(input);
    test::RecordingLog record;
    try {
        install_all(cli, kImage, record.log);
        require(!install_failure({0, std::string(input)}), "what failed is an error");
    } catch (const Error&) {
        require(install_failure({0, std::string(input)}).has_value(), "only what failed is an error");
    }
    require(record.lines.size() <= 1010 && record.milestones.size() <= 1010, "the log is bounded");
}

}  // namespace

void run(std::string_view input) {
    check_lines(input);
    check_verdict(input);
    check_log(input);
}

}  // namespace poap::fuzz
