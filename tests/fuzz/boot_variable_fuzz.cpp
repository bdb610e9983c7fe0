// What the switch says to commands: whether it refuses, and `show boot` read back.
#include "base/text.hpp"
#include "fuzz.hpp"
#include "nxos/boot_variable.hpp"
#include "parrot.hpp"
#include "support/recording_log.hpp"

namespace poap::fuzz {

namespace {

const FileName kSystem = *FileName::parse("nxos.9.3.10.bin");

void check_refusal(std::string_view input) {
    const std::string text(input);
    for (const int status : {0, 16}) {
        const auto reason = refusal({status, text});
        require(status == 0 || reason, "an exit status other than 0 is a refusal");
        if (reason) require(!reason->empty() && is_printable(*reason), "the reason is printable");
    }
    require(refusal({0, text + "\nERROR: no\n" + text}).has_value(), "no text hides an error");
}

void check_read_back(std::string_view input) {
    Parrot cli(input);
    test::RecordingLog record;
    bool may_be_set = false;
    held_or_refused(ExitCode::Switch, [&] {
        const auto change = set_boot_variable(cli, {kSystem, std::nullopt}, Supervisors::One, record.log);
        may_be_set = change.may_be_set;
        if (change.failure) throw *change.failure;
        require(record.says("not read back") || input.find(kSystem.str()) != std::string_view::npos,
                "an image taken as set was shown, or a warning says that it was not");
    });
    require(may_be_set || refusal({0, std::string(input)}), "only what was refused is not accepted");
}

}  // namespace

void run(std::string_view input) {
    for (const BootVariable& variable : parse_next_reload(input)) {
        require(lower(input).find(variable.kind) != std::string::npos, "the kind was shown");
        require(input.find(variable.image) != std::string_view::npos, "the image was shown");
    }
    check_refusal(input);
    check_read_back(input);
}

}  // namespace poap::fuzz
