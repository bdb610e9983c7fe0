#include "commands.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "configs.hpp"
#include "install.hpp"
#include "show.hpp"
#include "standby.hpp"

namespace poap::emulator {

namespace {

constexpr std::string_view kOverwrite =
    "Warning: There is already a file existing with this name. Do you want to overwrite (y/n)?[n] ";

struct Request {
    Nexus& nexus;
    Terminal& terminal;
    Match named;  ///< the values of `<file>`, `<remote>` and `<interface>`
};

enum class Where { Anywhere, Exec, Configuration };

bool always(const Nexus& /*nexus*/) {
    return true;
}
bool has_standby(const Nexus& nexus) {
    return nexus.has_standby();
}
bool boots_one_image(const Nexus& nexus) {
    return !nexus.form.two_images();
}
bool has_chassis_family(const Nexus& nexus) {
    return nexus.state.has("chassis_family");
}
bool boots_two_images(const Nexus& nexus) {
    return nexus.form.two_images();
}

struct Command {
    std::string_view pattern;
    Outcome (*run)(const Request&);
    Where where = Where::Anywhere;
    bool (*present)(const Nexus&) = always;  ///< whether this switch has the command at all
    std::string_view question{};             ///< asked unless `terminal dont-ask` was said; empty: never asks
    bool (*asks)(const Request&) = [](const Request&) { return true; };  ///< whether there is cause to ask
};

/// The text of a show command, with what the switch puts around all of them.
Outcome shown(const Nexus& nexus, std::string text) {
    if (nexus.quirks.contains(Quirk::NtpSource)) {
        text.insert(0, "Time source is NTP\n");
    }
    if (nexus.quirks.contains(Quirk::Crlf)) {
        for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
            text.insert(at, 1, '\r');
        }
    }
    return {.text = std::move(text)};
}

/// With lines that are longer than the terminal is wide broken wherever its edge is, as a switch breaks them.
std::string wrapped(const std::string& text, std::size_t columns) {
    std::string result;
    std::size_t column = 0;
    for (const char c : text) {
        if (c != '\n' && column == columns) {
            result += '\n';
            column = 0;
        }
        result += c;
        column = c == '\n' ? 0 : column + 1;
    }
    return result;
}

Outcome show_interface(const Request& request) {
    if (request.nexus.quirks.contains(Quirk::Mgmt0Absent)) {
        return refused(syntax_error({"show", "interface", "mgmt0"}, 2));
    }
    return shown(request.nexus, show_mgmt0(request.nexus));
}

Outcome boot(const Request& request, const std::string& kind) {
    const auto size = request.nexus.bootflash.size(request.named.file);
    if (!size) {
        return not_on_bootflash(request.named.file);
    }
    const std::string verifying = "Performing image verification and compatibility check, please wait....\n";
    if (*size == 0) {
        return refused(verifying + "Invalid image: bootflash:///" + request.named.file + '\n');
    }
    if (request.nexus.standby_is_up() &&
        request.nexus.standby_flash.size(request.named.file).value_or(0) == 0) {
        // Whether a switch refuses or warns, and in which words, is not known.
        return refused(verifying + "Image is not on the standby supervisor: " +
                       standby_url(request.named.file) + ": No such file or directory\n");
    }
    return {.text = verifying, .change = [&state = request.nexus.state, kind, request] {
                auto variables = request.nexus.boot();
                variables[kind] = request.named.file;
                state.write("boot", to_text(variables));
            }};
}

Outcome set_boot_poap(const Request& request, bool enabled) {
    return {.change = [&state = request.nexus.state, enabled] {
        enabled ? state.write("boot_poap", "") : state.remove("boot_poap");
    }};
}

Outcome configure(const Request& request) {
    return {.text = "Enter configuration commands, one per line. End with CNTL/Z.\n",
            .change = [&terminal = request.terminal] { terminal.configuring = true; }};
}

Outcome end(const Request& request) {
    return {.change = [&terminal = request.terminal] { terminal.configuring = false; }};
}

Outcome never_ask(const Request& request) {
    return {.change = [&terminal = request.terminal] { terminal.dont_ask = true; }};
}

Outcome set_columns(const Request& request) {
    return {.change = [&terminal = request.terminal, columns = request.named.columns] {
        terminal.columns = columns;
    }};
}

Outcome show_modules(const Request& request) {
    return shown(request.nexus, wrapped(show_module(request.nexus), request.terminal.columns));
}

Outcome show_startup(const Request& request) {
    const auto config = request.nexus.state.read("startup-config");
    return shown(request.nexus, config.value_or("No startup configuration\n"));
}

Outcome show_incompatibility(const Request& request) {
    if (!request.nexus.bootflash.size(request.named.file)) {
        return not_on_bootflash(request.named.file);
    }
    return shown(request.nexus, show_incompatibilities(request.nexus, request.named.file));
}

/// Only that the family is the last word is known of its form.
Outcome show_chassis_family(const Request& request) {
    return shown(request.nexus, "Chassis family: " + request.nexus.state.value("chassis_family") + '\n');
}

constexpr std::string_view kOverwriteStartup =
    "Do you want to overwrite the startup configuration? (y/n)  [n] ";

constexpr std::array kCommands{
    Command{"terminal dont-ask", never_ask},
    Command{"terminal width <columns>", set_columns},
    Command{"configure terminal", configure, Where::Exec},
    Command{"end", end},
    Command{"show version", [](const Request& r) { return shown(r.nexus, show_version(r.nexus)); }},
    Command{"show inventory", [](const Request& r) { return shown(r.nexus, show_inventory(r.nexus)); }},
    Command{"show interface mgmt0", show_interface},
    Command{"show boot", [](const Request& r) { return shown(r.nexus, show_boot(r.nexus)); }},
    Command{"show startup-config", show_startup},
    Command{"show module", show_modules},
    Command{"show incompatibility-all nxos <file>", show_incompatibility, Where::Anywhere, boots_one_image},
    Command{"show chassis-family", show_chassis_family, Where::Anywhere, has_chassis_family},
    Command{"show logging last 1000", [](const Request& r) { return shown(r.nexus, show_logging(r.nexus)); }},
    Command{"show cdp neighbors interface <interface>",
            [](const Request& r) { return shown(r.nexus, show_cdp_neighbors(r.nexus, r.named.interface)); }},
    Command{"show file <remote> md5sum",
            [](const Request& r) { return show_standby_md5(r.nexus, r.named.remote); }, Where::Anywhere,
            has_standby},
    Command{"boot poap enable", [](const Request& r) { return set_boot_poap(r, true); },
            Where::Configuration},
    Command{"no boot poap enable", [](const Request& r) { return set_boot_poap(r, false); },
            Where::Configuration},
    Command{"boot nxos <file>", [](const Request& r) { return boot(r, "nxos"); }, Where::Configuration,
            boots_one_image},
    Command{"boot kickstart <file>", [](const Request& r) { return boot(r, "kickstart"); },
            Where::Configuration, boots_two_images},
    Command{"boot system <file>", [](const Request& r) { return boot(r, "system"); }, Where::Configuration,
            boots_two_images},
    Command{"copy running-config startup-config", [](const Request& r) { return save(r.nexus); }, Where::Exec,
            always, kOverwriteStartup},
    Command{"copy <file> scheduled-config", [](const Request& r) { return schedule(r.nexus, r.named.file); },
            Where::Exec, always, "Do you want to schedule this configuration? (y/n)  [n] "},
    Command{"copy startup-config <file>",
            [](const Request& r) { return copy_startup(r.nexus, r.named.file); }, Where::Exec, always,
            kOverwrite, [](const Request& r) { return r.nexus.bootflash.size(r.named.file).has_value(); }},
    Command{"copy <file> startup-config",
            [](const Request& r) { return restore_startup(r.nexus, r.named.file); }, Where::Exec, always,
            kOverwriteStartup},
    Command{"copy <file> <remote>",
            [](const Request& r) { return copy_to_standby(r.nexus, r.named.file, r.named.remote); },
            Where::Exec, has_standby, kOverwrite,
            [](const Request& r) { return r.nexus.standby_flash.size(r.named.remote).has_value(); }},
    Command{"mkdir <remote>",
            [](const Request& r) { return create_folder_on_standby(r.nexus, r.named.remote); }, Where::Exec,
            has_standby},
    Command{"delete <remote> no-prompt",
            [](const Request& r) { return delete_on_standby(r.nexus, r.named.remote); }, Where::Exec,
            has_standby},
    Command{"install all nxos <file> no-reload non-interruptive",
            [](const Request& r) { return install_all(r.nexus, r.named.file); }, Where::Exec, boots_one_image,
            "Do you want to continue with the installation (y/n)?  [n] "},
    Command{"install all nxos <file> bios",
            [](const Request& r) { return install_bios(r.nexus, r.named.file); }, Where::Exec,
            boots_one_image, "Do you want to continue with the installation (y/n)?  [n] "},
    Command{"write erase", [](const Request& r) { return erase(r.nexus); }, Where::Exec, always,
            "Warning: This command will erase the startup-configuration.\n"
            "Do you wish to proceed anyway? (y/n)  [n] "},
};

bool usable(const Command& command, const Nexus& nexus, const Terminal& terminal) {
    const bool in_place =
        command.where == Where::Anywhere || (command.where == Where::Configuration) == terminal.configuring;
    return in_place && command.present(nexus);
}

bool said_yes(std::istream& answers) {
    std::string answer;
    return std::getline(answers, answer) && answer.starts_with('y');
}

Outcome ask_and_run(const Command& command, const Request& request, std::istream& answers) {
    if (command.question.empty() || request.terminal.dont_ask || !command.asks(request)) {
        return command.run(request);
    }
    if (!said_yes(answers)) {
        return refused(std::string(command.question) + "\nAborted by the user\n");
    }
    auto outcome = command.run(request);
    outcome.text = std::string(command.question) + "y\n" + outcome.text;
    return outcome;
}

}  // namespace

Outcome run_command(const Words& words, Nexus& nexus, Terminal& terminal, std::istream& answers) {
    std::size_t understood = 0;
    for (const auto& command : kCommands) {
        if (!usable(command, nexus, terminal)) {
            continue;
        }
        const auto found = match(command.pattern, words);
        if (found.complete) {
            return ask_and_run(command, {nexus, terminal, found}, answers);
        }
        understood = std::max(understood, found.matched_words);
    }
    return refused(syntax_error(words, understood));
}

}  // namespace poap::emulator
