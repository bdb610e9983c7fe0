#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "checker.hpp"
#include "inventory_file.hpp"
#include "server.hpp"
#include "site_check.hpp"
#include "status/request_words.hpp"
#include "status/status_answers.hpp"
#include "tftp/tftp_server.hpp"

namespace {

using namespace poap;
using namespace poap::stub;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

struct Arguments {
    std::filesystem::path inventory;
    std::filesystem::path templates;
    std::optional<std::string> listen;
    std::optional<std::string> tftp;
    bool lab_quirks = false;
    bool check = false;
    std::optional<std::string> render;
};

/// The usage line of --help names the required options.
struct HelpFormatter : CLI::Formatter {
    HelpFormatter() { column_width(24); }
    std::string make_usage(const CLI::App*, std::string name) const override {
        const std::string files = " --inventory FILE --templates DIR ";
        return "Usage: " + name + files + "--listen ADDR:PORT\n" + std::string(name.size() + 8, ' ') +
               "[OPTION...]\n       " + name + files + "--check\n       " + name + files +
               "--render SERIAL\n";
    }
};

constexpr const char* footer = R"(Example, as root:
  poap-server-stub --inventory /etc/poap/podvars.yml --templates /srv/tftp \
      --listen 10.10.20.20:5000 --tftp 10.10.20.20:69)";

void describe(CLI::App& app, Arguments& arguments) {
    app.formatter(std::make_shared<HelpFormatter>());
    app.footer(footer);
    app.set_help_flag("-h,--help", "print this help and exit");
    app.set_version_flag("--version", POAP_VERSION, "print the version and exit");
    app.add_option("--inventory", arguments.inventory, "required: the inventory, podvars.yml; outside DIR")
        ->type_name("FILE");
    app.add_option("--templates", arguments.templates,
                   "required: the folder to serve, with templates, images\n"
                   "and boot files; configurations are written there")
        ->type_name("DIR");
    app.add_option("--listen", arguments.listen,
                   "to serve: the address for HTTP; IPv6 in brackets,\n"
                   "port 0 for any free one")
        ->type_name("ADDR:PORT");
    app.add_option("--tftp", arguments.tftp, "also serve the folder over TFTP on this address")
        ->type_name("ADDR:PORT");
    app.add_flag("--lab-quirks", arguments.lab_quirks,
                 "answer 200 to an unknown switch, and leave out\n"
                 "checksums, image_protocol, install and hops");
    app.add_flag("--check", arguments.check,
                 "only check the inventory, all templates, images and\n"
                 "boot files: one line per fault; status 1 if any");
    app.add_option("--render", arguments.render, "only print the plan and the configuration of a switch")
        ->type_name("SERIAL");
}

/// Blocks them in all threads started later, so that wait_for_end() receives them.
sigset_t block_end_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

/// Waits for a signal, and follows edits of the inventory and of the folder.
/// @throws ServerError if a server has stopped because of an error
void wait_for_end(const sigset_t& signals, const Server& http, const std::optional<TftpServer>& tftp,
                  Checker& checker) {
    checker.follow();
    const timespec one_second{1, 0};
    while (sigtimedwait(&signals, nullptr, &one_second) < 0) {
        if (http.failed()) throw ServerError("the HTTP server has stopped: see the line above");
        if (tftp && tftp->failed()) throw ServerError("the TFTP server has stopped: see the line above");
        checker.follow();
    }
}

int complain(int code, const std::string& what) {
    std::cerr << "poap-server-stub: " << what << '\n';
    return code;
}

SiteStatus site_status(InventoryFile& inventory, const Registrar& registrar, const Checker& checker) {
    SiteStatus status{checker.faults(), registrar.image_readings()};
    if (const std::string fault = inventory.fault(); !fault.empty())
        status.faults.insert(status.faults.begin(), concat(inventory.path().string(), ": ", fault));
    return status;
}

void serve(InventoryFile& inventory, Registrar& registrar, Folder& folder, RequestLog& log,
           ServerOptions options, const std::optional<ListenAddress>& tftp_address) {
    const sigset_t signals = block_end_signals();
    SwitchBoard board([&] { return inventory.latest(); });
    std::optional<TftpServer> tftp;
    if (tftp_address) {
        tftp.emplace(*tftp_address, folder, log, [&](const std::string& client, const FileName& file) {
            if (const auto request = switch_request(file, client)) board.take(*request);
        });
        options.tftp_port = tftp->address().port;
    }
    Checker checker(inventory, registrar, folder, log);
    StatusAnswers status(board, [&] { return site_status(inventory, registrar, checker); });
    const Server server(options, registrar, folder, status, log);
    std::cout << "poap-server-stub listening on " << server.address().text() << '\n';
    if (tftp) std::cout << "poap-server-stub serving TFTP on " << tftp->address().text() << '\n';
    std::cout << std::flush;
    wait_for_end(signals, server, tftp, checker);
}

/// Prints one line per fault.
int check(InventoryFile& inventory, Registrar& registrar, const Folder& folder) {
    const auto faults = faults_of_site(inventory, registrar, folder);
    for (const std::string& fault : faults) std::cout << printable(fault) << '\n';
    if (faults.empty()) std::cout << "no faults, " << inventory.current()->switches.size() << " switches\n";
    return faults.empty() ? 0 : exit_failed;
}

/// Prints what the switch would get.
int render(const std::string& id, Registrar& registrar, const std::optional<ListenAddress>& listen) {
    const std::string host = listen ? bracketed(listen->host) : "(this server)";
    const OwnAddress own{listen ? listen->text() : host, host};
    try {
        std::cout << registrar.preview(id, own, {}).text();
        return 0;
    } catch (const std::exception& error) {
        return complain(exit_failed, error.what());
    }
}

int run(const Arguments& arguments) {
    try {
        std::optional<ListenAddress> listen;
        if (arguments.listen) listen = ListenAddress::parse(*arguments.listen);
        Folder folder(arguments.templates);
        RequestLog log(std::cerr);
        InventoryFile inventory(arguments.inventory, folder, log);
        Registrar registrar(inventory, folder, log, arguments.lab_quirks);
        if (arguments.check) return check(inventory, registrar, folder);
        if (arguments.render) return render(*arguments.render, registrar, listen);
        ServerOptions options{*listen};
        options.lab_quirks = arguments.lab_quirks;
        std::optional<ListenAddress> tftp;
        if (arguments.tftp) tftp = ListenAddress::parse(*arguments.tftp);
        serve(inventory, registrar, folder, log, options, tftp);
        return 0;
    } catch (const ServerError& error) {
        return complain(exit_failed, error.what());
    } catch (const std::exception& error) {
        return complain(exit_usage, error.what());
    }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): CLI11 throws if options are defined wrongly.
int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{"A small POAP server for labs, demos and tests.", "poap-server-stub"};
    app.allow_extras();
    describe(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& answered) {  // --help or --version
        return app.exit(answered);
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string cause = error.what();  // `--listen: 1 required ADDR:PORT missing`
        return complain(exit_usage, cause.substr(0, cause.find(':')) + " needs a value");
    } catch (const CLI::ParseError& error) {
        return complain(exit_usage, error.what());
    }
    if (const auto unknown = app.remaining(); !unknown.empty())
        return complain(exit_usage, unknown.front() + " is not an option: see poap-server-stub --help");
    if (arguments.check && arguments.render)
        return complain(exit_usage, "--check and --render cannot be used together");
    const bool serves = !arguments.check && !arguments.render;
    if (app.count("--inventory") == 0 || app.count("--templates") == 0 ||
        (serves && app.count("--listen") == 0))
        return complain(
            exit_usage,
            serves ? "--inventory, --templates and --listen are required: see poap-server-stub --help"
                   : "--inventory and --templates are required: see poap-server-stub --help");
    return run(arguments);
}
