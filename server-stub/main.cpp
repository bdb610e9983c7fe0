#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "inventory_file.hpp"
#include "server.hpp"
#include "tftp/tftp_server.hpp"

namespace {

using namespace poap::stub;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

struct Arguments {
    std::filesystem::path inventory;
    std::filesystem::path templates;
    std::string listen;
    std::optional<std::string> tftp;
    bool lab_quirks = false;
};

void describe(CLI::App& app, Arguments& arguments) {
    app.add_option("--inventory", arguments.inventory, "the pod and its switches: podvars.yml")->required();
    app.add_option("--templates", arguments.templates,
                   "the folder that is served: conf_nxv.j2, images, and the configurations made here")
        ->required();
    app.add_option("--listen", arguments.listen, "ADDR:PORT, IPv6 in brackets, port 0 for any free one")
        ->required();
    app.add_option("--tftp", arguments.tftp, "ADDR:PORT: serve the folder's files over TFTP there as well");
    app.add_flag("--lab-quirks", arguments.lab_quirks,
                 "answer as the lab's server: an unknown switch gets 200, and no digests are sent");
}

/// Blocks them in all threads started later, so that wait_for_end() is where they arrive.
sigset_t block_end_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

/// Computes the images' digests in a thread of its own: a signal and an edit do not wait for a large image.
class Digester {
  public:
    /// @param when_done called once, by that thread, when the images of an inventory are done
    Digester(Registrar& registrar, std::function<void()> when_done)
        : registrar_(registrar), when_done_(std::move(when_done)) {}

    /// Begins with the inventory as it is now, and leaves what is not done of the one before.
    void begin() {
        thread_ = {};  // ends the one before
        thread_ = std::jthread([this](const std::stop_token& stop) {
            registrar_.digest_images(stop);
            if (stop.stop_requested() || !when_done_) return;
            std::exchange(when_done_, nullptr)();
        });
    }

  private:
    Registrar& registrar_;
    std::function<void()> when_done_;
    std::jthread thread_;
};

/// Waits for a signal, and follows the inventory's edits.
/// Throws ServerError when a server ended by itself.
void wait_for_end(const sigset_t& signals, const Server& http, const std::optional<TftpServer>& tftp,
                  InventoryFile& inventory, Digester& digester) {
    auto known = inventory.current();
    digester.begin();
    const timespec one_second{1, 0};
    while (sigtimedwait(&signals, nullptr, &one_second) < 0) {
        if (http.failed()) throw ServerError("HTTP is no longer served: see the line above");
        if (tftp && tftp->failed()) throw ServerError("TFTP is no longer served: see the line above");
        // Not only at a registration: a mistake is logged now, and images named anew are digested now.
        const auto now = inventory.watched();
        if (now == known) continue;
        known = now;
        digester.begin();
    }
}

int complain(int code, const std::string& what) {
    std::cerr << "poap-server-stub: " << what << '\n';
    return code;
}

void serve(InventoryFile& inventory, Folder& folder, RequestLog& log, ServerOptions options,
           const std::optional<ListenAddress>& tftp_address) {
    const sigset_t signals = block_end_signals();
    Registrar registrar(inventory, folder, options.lab_quirks);
    std::optional<TftpServer> tftp;
    if (tftp_address) {
        tftp.emplace(*tftp_address, folder, log);
        options.tftp_port = tftp->address().port;
    }
    const Server server(options, registrar, folder, log);
    Digester digester(registrar, [&] {
        std::cout << "poap-server-stub listening on " << server.address().text() << '\n';
        if (tftp) std::cout << "poap-server-stub serving TFTP on " << tftp->address().text() << '\n';
        std::cout.flush();
    });
    wait_for_end(signals, server, tftp, inventory, digester);
}

int run(const Arguments& arguments) {
    try {
        ServerOptions options{ListenAddress::parse(arguments.listen)};
        options.lab_quirks = arguments.lab_quirks;
        Folder folder(arguments.templates);
        RequestLog log(std::cerr);
        InventoryFile inventory(arguments.inventory, folder, log);
        std::optional<ListenAddress> tftp;
        if (arguments.tftp) tftp = ListenAddress::parse(*arguments.tftp);
        serve(inventory, folder, log, options, tftp);
        return 0;
    } catch (const ServerError& error) {
        return complain(exit_failed, error.what());
    } catch (const std::exception& error) {
        return complain(exit_usage, error.what());
    }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): CLI11 throws for options that are described wrongly.
int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{"The lab's POAP server, for tests, labs and demos.", "poap-server-stub"};
    describe(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    return run(arguments);
}
