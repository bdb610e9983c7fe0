// What is logged: printable, and without the secrets that stand in it.
#include <fuzzer/FuzzedDataProvider.h>

#include <array>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "support/recording_log.hpp"

namespace poap::fuzz {

namespace {

constexpr std::string_view kSecret = "S3cr3tWord";

/// Where secrets stand in texts of switches and servers.
constexpr std::array<std::string_view, 14> kPlaces = {
    " password S3cr3tWord",
    " password 5 S3cr3tWord role network-admin",
    " password \"a S3cr3tWord b\" role network-admin",
    " Password: S3cr3tWord",
    " {\"password\": \"a S3cr3tWord\"}",
    " password = S3cr3tWord",
    " tacacs-server key 7 \"a S3cr3tWord\"",
    " key-string 7 S3cr3tWord",
    " pre-shared-key S3cr3tWord",
    " api_key=S3cr3tWord&x=y",
    " enable secret 5 S3cr3tWord",
    " snmp-server community S3cr3tWord group network-operator",
    " http://admin:S3cr3tWord@10.0.0.1/conf",
    " ftp://S3cr3tWord@host",
};

void check_logged(std::string_view text) {
    test::RecordingLog record;
    record.log.info(text);
    record.log.emit(Downloading{text, 1, std::nullopt, 1, true});
    record.log.emit(Result{ExitCode::Transfer, "stage the image", std::string(text), "try again"});
    for (const std::string& line : {record.lines[0].text, record.milestones[0], record.lines[1].text}) {
        require(is_printable(line), "no byte reaches a log that a terminal might obey");
        require(line.size() <= 1003, "a line has an end");
        require(line.find(kSecret) == std::string::npos, "no secret reaches a log");
    }
}

}  // namespace

void run(std::string_view input) {
    FuzzedDataProvider provider(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    const std::string_view place = provider.PickValueInArray(kPlaces);
    const std::string before = provider.ConsumeRandomLengthString();
    const std::string after = provider.ConsumeRemainingBytesAsString();
    if ((before + after).find(kSecret) != std::string::npos) return;
    check_logged(concat(before, place, ' ', after));
    check_logged(concat(printable(before, 300), printable(place, 300), ' ', printable(after)));
}

}  // namespace poap::fuzz
