#include "nxos/identify.hpp"

#include <string>
#include <vector>

#include "base/error.hpp"
#include "nxos/module_table.hpp"
#include "nxos/neighbor.hpp"
#include "nxos/show.hpp"
#include "nxos/standby.hpp"

namespace poap {

namespace {

const std::string kShowVersion = "show version";
const std::string kShowInventory = "show inventory";
const std::string kShowMgmt0 = "show interface mgmt0";

struct Output {
    std::string text;
    bool modules_refused;
};

/// Output of all `commands`, and then of `show module`, which the switch may not support. Uses a wide
/// terminal, unless the chain is refused.
Output ask_together(Cli& cli, const std::vector<std::string>& commands, Log& log) {
    std::vector<std::string> chain = {kWideTerminal};
    chain.insert(chain.end(), commands.begin(), commands.end());
    chain.push_back(kShowModule);
    const CliAnswer answer = cli.run(chained(chain), OnSignal::Stop);
    if (!refusal(answer)) return {answer.text, false};
    std::string text;
    for (const std::string& command : commands) text += ask(cli, {command}, OnSignal::Stop) + "\n";
    const CliAnswer modules = cli.run(chained({kShowModule}), OnSignal::Stop);
    const auto reason = refusal(modules);
    if (!reason) return {text + modules.text, false};
    log.warning("the switch refused `", kShowModule,
                "`; assuming that there is no standby supervisor: ", *reason);
    return {text, true};
}

Serial require(const std::optional<Serial>& serial) {
    if (serial) return *serial;
    throw Error(
        ExitCode::Switch, "no serial number: `show inventory` has no entry \"Chassis\" with a serial number",
        "check `show inventory` on the switch's CLI; the configuration is looked up by serial number");
}

Mac require(const std::optional<Mac>& mac) {
    if (mac) return *mac;
    throw Error(ExitCode::Switch, "no MAC address: `show interface mgmt0` does not print one",
                "check that the switch has a mgmt0 port; it is identified by its MAC address");
}

}  // namespace

Identity identify(Cli& cli, const PoapEnvironment& environment, Log& log,
                  const std::optional<InterfaceName>& port) {
    log.info("Collecting system S.No and MAC...");
    std::vector<std::string> commands = {kShowVersion};
    if (!environment.serial) commands.push_back(kShowInventory);
    if (!environment.mgmt_mac) commands.push_back(kShowMgmt0);
    if (port) commands.push_back("show cdp neighbors interface " + port->str());
    const auto [text, modules_refused] = ask_together(cli, commands, log);

    const Mac mac = environment.mgmt_mac ? *environment.mgmt_mac : require(parse_show_interface_mgmt0(text));
    log.info("System MAC address is: ", mac.str());
    const Serial serial = environment.serial ? *environment.serial : require(parse_show_inventory(text));
    log.info("System Serial NO is: ", serial.str());
    RunningImages running = parse_show_version(text);
    log.info("Running image is: ", running.system ? running.system->str() : "not known");
    auto [standby, modules_understood] = parse_show_module(text);
    if (!modules_refused && !modules_understood && !standby)
        log.warning("the table of `", kShowModule,
                    "` has an unknown format: there may be a standby supervisor");
    if (standby) log.info("Standby supervisor: module ", standby->module, ", ", standby->state);
    std::optional<Neighbor> neighbor;
    if (port) {
        neighbor = parse_show_cdp_neighbors(text, *port);
        log.info("Neighbor at ", port->str(), " is: ", neighbor->device, ", port ", neighbor->port);
    }
    return {serial,
            mac,
            std::move(running),
            std::move(standby),
            std::move(neighbor),
            modules_refused || !modules_understood,
            is_nexus_3548(parse_module_table(text))};
}

}  // namespace poap
