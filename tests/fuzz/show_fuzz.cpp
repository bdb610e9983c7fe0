// What the switch says about itself: show version, show inventory, show interface mgmt0, show module.
#include "base/text.hpp"
#include "fuzz.hpp"
#include "nxos/identify.hpp"
#include "nxos/show.hpp"
#include "nxos/standby.hpp"
#include "parrot.hpp"
#include "support/recording_log.hpp"

namespace poap::fuzz {

namespace {

std::string with_cr_lf(std::string_view text) {
    std::string result;
    for (const char c : text) result += c == '\n' ? "\r\n" : std::string(1, c);
    return result;
}

void check_image(const std::optional<FileName>& image, std::string_view text) {
    if (image) require(text.find(image->str()) != std::string_view::npos, "the image is one that was shown");
}

void check_standby(std::string_view text) {
    const auto standby = parse_show_module(text).standby;
    if (standby) {
        require(text.find(standby->module) != std::string_view::npos, "the module was shown");
        require(is_printable(standby->state) && !standby->state.empty(), "the state is printable");
        require(standby->state != "active", "the active supervisor is no standby");
    }
    Parrot cli(text);
    held_or_refused(ExitCode::Switch, [&] {
        require((supervisors_now(cli, Supervisors::Two) == Supervisors::Two) == standby.has_value(),
                "it is gone where it was not shown");
        require(!standby || standby->is_ready(), "one that is not ready is an error");
    });
}

void check_identity(std::string_view text) {
    Parrot cli(text);
    test::RecordingLog record;
    held_or_refused(ExitCode::Switch, [&] {
        const Identity identity = identify(cli, {}, record.log);
        require(Serial::parse(identity.serial.str()) == identity.serial, "a serial number is one");
        require(Mac::parse_dotted(identity.mac.str()) == identity.mac, "a MAC address is one");
    });
}

}  // namespace

void run(std::string_view input) {
    const RunningImages images = parse_show_version(input);
    check_image(images.system, input);
    check_image(images.kickstart, input);
    const auto serial = parse_show_inventory(input);
    if (serial) require(input.find(serial->str()) != std::string_view::npos, "the serial number was shown");
    const auto mac = parse_show_interface_mgmt0(input);
    if (mac) require(lower(input).find(mac->str()) != std::string::npos, "the MAC address was shown");

    const std::string other_ends = with_cr_lf(input);
    const RunningImages same = parse_show_version(other_ends);
    require(same.system == images.system && same.kickstart == images.kickstart &&
                parse_show_inventory(other_ends) == serial && parse_show_interface_mgmt0(other_ends) == mac,
            "lines that end in CR LF say the same");
    check_standby(input);
    check_identity(input);
}

}  // namespace poap::fuzz
