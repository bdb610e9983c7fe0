#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>

#include "form.hpp"
#include "new_switch.hpp"
#include "reload.hpp"
#include "session.hpp"

namespace {

namespace emulator = poap::emulator;

/// Set apart from every exit code a switch gives.
constexpr int kBadSetup = 70;

constexpr std::string_view kNoise =
    "stty: standard input: Inappropriate ioctl for device\n"
    "gl_set_term_size: NULL arguments(s).\n";

std::string listed(const std::string& title, const std::vector<std::string>& names) {
    std::string text = title;
    for (const auto& name : names) {
        text += ' ' + name;
    }
    return text + '\n';
}

struct Options {
    std::optional<std::string> line;
    std::string state;
    std::string bootflash = "/bootflash";
    std::string standby_flash;
    std::optional<emulator::NewSwitch> fresh;
    bool reload = false;
    bool boot_file_ended_with_0 = false;
};

/// @throws CLI::ParseError, also to have the help printed.
Options parse(CLI::App& app, int argc, char** argv) {
    Options options;
    emulator::NewSwitch fresh;
    auto* run = app.add_option("-c", options.line, "Run the commands of this line, chained with ' ; '");
    app.add_option("--state", options.state, "The switch's state folder")->envname("NEXUS_STATE");
    app.add_option("--bootflash", options.bootflash, "The folder that is bootflash:")
        ->envname("NEXUS_BOOTFLASH");
    app.add_option("--bootflash-remote", options.standby_flash,
                   "The folder that is the standby's flash; otherwise one in the state folder")
        ->envname("NEXUS_BOOTFLASH_REMOTE");
    auto* make = app.add_option("--new-switch", fresh.folder, "Make a state folder, and do nothing else");
    make->excludes(run);
    app.add_option("--serial", fresh.serial, "Chassis serial number")->needs(make);
    app.add_option("--mac", fresh.mac, "mgmt0's address, aaaa.aaaa.aaaa")->needs(make);
    app.add_option("--image", fresh.image, "The running image: a file name")->needs(make);
    app.add_option("--kickstart", fresh.kickstart, "The running kickstart image")->needs(make);
    app.add_option("--form", fresh.form, listed("The way of answering:", emulator::form_names()))
        ->needs(make);
    app.add_option("--quirk", fresh.quirks, listed("As often as wanted:", emulator::quirk_names()))
        ->needs(make);
    app.add_option("--standby", fresh.standby, "A second supervisor's status: ha-standby, powered-up, ...")
        ->needs(make);
    app.add_option("--script-server", fresh.script_server, "The server of the boot file, for POAP's log")
        ->needs(make);
    app.add_flag("--poap", fresh.poap, "Factory-new: in POAP, without a startup-config")->needs(make);
    auto* reload = app.add_flag("--reload", options.reload, "Reload the switch, and do nothing else");
    reload->excludes(run)->excludes(make);
    app.add_flag("--boot-file-ended-with-0", options.boot_file_ended_with_0,
                 "The reload is the one that POAP makes after its boot file")
        ->needs(reload);
    app.footer("State files and faults: tests/emulator/README.md");
    app.parse(argc, argv);
    if (run->empty() && make->empty() && reload->empty()) {
        throw CLI::RequiredError("-c, --new-switch or --reload");
    }
    if (!make->empty()) {
        fresh.standby_flash = options.standby_flash;
        options.fresh = fresh;
    }
    return options;
}

int serve(const Options& options) {
    if (options.fresh) {
        emulator::make_switch(*options.fresh);
        return 0;
    }
    auto nexus = emulator::open_switch(options.state, options.bootflash, options.standby_flash);
    if (options.reload) {
        std::cout << emulator::reload(nexus, options.boot_file_ended_with_0);
        return 0;
    }
    std::cerr << kNoise;
    return emulator::run_line(options.line.value_or(""), nexus, std::cin, std::cout);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "An emulated Nexus: answers as its CLI does, and keeps its state in a folder of text files."};
    try {
        return serve(parse(app, argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "vsh (emulated): " << error.what() << '\n';
        return kBadSetup;
    }
}
