#include "nxos/boot_variable.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap {

namespace {

const std::string kConfigure = "configure terminal";
const std::string kShowBoot = "show boot";

/// Sets the boot variables, not read back yet.
BootVariableChange set_and_show(Cli& cli, const std::vector<std::string>& boots, Supervisors supervisors) {
    std::vector<std::string> chain = {kConfigure};
    chain.insert(chain.end(), boots.begin(), boots.end());
    chain.insert(chain.end(), {"end", kShowBoot});
    const CliAnswer answer = cli.run(chained(chain), OnSignal::FinishFirst);
    if (!refusal(answer)) return {true, answer.text};

    for (const std::string& boot : boots) {
        const CliAnswer alone = cli.run(chained({kConfigure, boot}), OnSignal::FinishFirst);
        if (const auto reason = refusal(alone)) {
            const bool other_may_be_set = boots.size() > 1;  // by the chain
            return {other_may_be_set, "",
                    Error(ExitCode::Switch, concat("the switch refused `", boot, "`: ", *reason),
                          concat("is this image made for this model? ",
                                 supervisors == Supervisors::NotKnown
                                     ? "and does the standby supervisor, if there is one, have it too? "
                                     : "",
                                 "try the command on the switch's CLI"))};
        }
    }
    return {true, ask(cli, {kShowBoot}, OnSignal::FinishFirst)};
}

/// `bootflash:X`, `bootflash:/X`, `bootflash:///X`, `bootflash://sup-1/X`: all of the same file. Of a list
/// (`a;b`) the first is booted.
bool is_on_bootflash(std::string_view image, const FileName& name) {
    image = image.substr(0, image.find(';'));
    constexpr std::string_view kDevice = "bootflash:";
    if (!image.starts_with(kDevice)) return false;
    image.remove_prefix(kDevice.size());
    if (image.starts_with("//sup-")) image.remove_prefix(std::min(image.find('/', 2), image.size()));
    while (image.starts_with('/')) image.remove_prefix(1);
    return image == name.str();
}

/// @throws Error (Switch) when no supervisor names the image in its variable, or one of two does not
void check(const std::vector<BootVariable>& variables, std::string_view kind, const FileName& image,
           Supervisors supervisors, Log& log) {
    bool known = false;
    bool named = false;
    std::string other;
    for (const BootVariable& variable : variables) {
        if (variable.kind != kind) continue;
        known = true;
        if (is_on_bootflash(variable.image, image)) {
            named = true;
        } else {
            other = variable.image.empty() ? "none" : printable(variable.image, 200);
        }
    }
    if (!known) {
        log.warning("`show boot` has no ", kind,
                    " variable in a form known here: taken as set, not read back");
    } else if (!named) {
        throw Error(
            ExitCode::Switch,
            concat("the switch took the command, but its next reload names ", other, ", not ", image.str()),
            "compare `show boot` on the switch's CLI");
    } else if (!other.empty() && supervisors == Supervisors::Two) {
        throw Error(
            ExitCode::Switch,
            concat("the next reload of one of the two supervisors names ", other, ", not ", image.str()),
            "compare `show boot` on the switch's CLI");
    } else if (!other.empty()) {
        log.warning("another supervisor's ", kind, " variable names ", other, ", not ", image.str());
    }
}

void check_shown(std::string_view show_boot, const BootImages& images, Supervisors supervisors, Log& log) {
    const auto variables = parse_next_reload(show_boot);
    check(variables, images.kickstart ? "system" : "nxos", images.system, supervisors, log);
    if (images.kickstart) check(variables, "kickstart", *images.kickstart, supervisors, log);
}

/// The variables of both halves of `show boot`.
struct Halves {
    std::vector<BootVariable> current;
    std::vector<BootVariable> next_reload;
};

/// A line as a variable: `NXOS variable = bootflash:/X` or `NXOS variable not set`.
std::optional<BootVariable> variable_in(std::string_view line) {
    constexpr std::string_view kNotSet = " variable not set";
    constexpr std::string_view kSet = " variable =";
    if (line.ends_with(kNotSet)) return BootVariable{lower(line.substr(0, line.size() - kNotSet.size())), ""};
    const auto at = line.find(kSet);
    if (at == std::string_view::npos) return std::nullopt;
    return BootVariable{lower(line.substr(0, at)), std::string(trimmed(line.substr(at + kSet.size())))};
}

Halves parse_halves(std::string_view show_boot) {
    Halves halves;
    std::vector<BootVariable>* half = nullptr;
    for (const std::string_view raw : lines_of(show_boot)) {
        const std::string_view line = trimmed(raw);
        if (line.find("Current Boot Variables") != std::string_view::npos) half = &halves.current;
        if (line.starts_with("Boot Variables on next reload")) half = &halves.next_reload;
        const auto variable = half == nullptr ? std::nullopt : variable_in(line);
        if (variable) half->push_back(*variable);
    }
    return halves;
}

/// Whether there is a variable of each kind of image, and all of a kind name it.
bool names_only(const std::vector<BootVariable>& variables, const BootImages& images) {
    const auto names = [&](std::string_view kind, const FileName& image) {
        std::vector<BootVariable> of_kind = variables;
        std::erase_if(of_kind, [&](const BootVariable& variable) { return variable.kind != kind; });
        return !of_kind.empty() &&
               std::all_of(of_kind.begin(), of_kind.end(), [&](const BootVariable& variable) {
                   return is_on_bootflash(variable.image, image);
               });
    };
    if (!images.kickstart) return names("nxos", images.system);
    return names("system", images.system) && names("kickstart", *images.kickstart);
}

}  // namespace

std::vector<std::string> boot_commands(const BootImages& images) {
    if (!images.kickstart) return {"boot nxos bootflash:///" + images.system.str()};
    return {"boot kickstart bootflash:///" + images.kickstart->str(),
            "boot system bootflash:///" + images.system.str()};
}

std::vector<BootVariable> parse_next_reload(std::string_view show_boot) {
    return parse_halves(show_boot).next_reload;
}

bool names_everywhere(std::string_view show_boot, const BootImages& images) {
    const Halves halves = parse_halves(show_boot);
    return names_only(halves.current, images) && names_only(halves.next_reload, images);
}

bool boots_into_poap(std::string_view show_boot) {
    const auto lines = lines_of(show_boot);
    return std::any_of(lines.begin(), lines.end(),
                       [](std::string_view line) { return lower(trimmed(line)) == "boot poap enabled"; });
}

std::string show_boot(Cli& cli) {
    return ask(cli, {kShowBoot}, OnSignal::FinishFirst);
}

BootVariableChange set_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log) {
    log.info("Setting the boot variable to ", images.system.str(),
             "; the switch verifies the image, which can take minutes...");
    const auto commands = boot_commands(images);
    for (const std::string& command : commands) log.emit(Change{command});
    BootVariableChange change = set_and_show(cli, commands, supervisors);
    if (change.failure) return change;
    try {
        check_shown(change.shown, images, supervisors, log);
    } catch (const Error& error) {
        change.failure = error;
    }
    return change;
}

void check_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log) {
    check_shown(show_boot(cli), images, supervisors, log);
}

}  // namespace poap
