#include "options/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "error.hpp"
#include "names.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr const char* kFooter = R"(Exit codes:
  0 provisioned  1 unexpected  2 usage  3 the switch  4 the POAP server  5 a transfer
  6 a digest  7 no space  8 interrupted by a signal  9 another agent is running)";

/// The values as CLI11 fills them in, before they are checked.
struct Raw {
    std::string server;
    std::uint16_t port = 5000;
    std::string scheme = "http";
    std::optional<std::string> ca_file;
    std::optional<std::string> pin;
    std::string vrf = "management";
    std::string bootflash = "/bootflash";
    std::string vsh = "/isan/bin/vsh";
    std::string log_dir;
    std::uint32_t deadline = 0;
    std::uint32_t timeout = 10;
    std::uint32_t cli_timeout = 600;
    std::uint16_t tftp_block_size = 0;
    int retries = 3;
    bool no_syslog = false;
    bool verbose = false;
    bool quiet = false;
};

[[noreturn]] void usage(const std::string& cause) {
    throw Error(ExitCode::Usage, cause, "`poap-agent --help` lists the options");
}

/// CLI11 takes `010` for 8 and `0x10` for 16: nobody who types a port means that.
const CLI::Validator kDecimal(
    [](const std::string& text) {
        const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
        return digits && (text == "0" || !text.starts_with('0')) ? "" : text + " is no whole number";
    },
    "");

void define(CLI::App& app, Raw& raw, Options& options) {
    const CLI::Range seconds(1, 7 * 24 * 3600);
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option("--server", raw.server, "the POAP server")->type_name("HOST");
    app.add_option("--port", raw.port, "its port")
        ->check(kDecimal)
        ->check(CLI::Range(1, 65535))
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--scheme", raw.scheme, "of the registration with it: http or https")
        ->type_name("NAME")
        ->capture_default_str();
    app.add_option("--ca-file", raw.ca_file,
                   "authorities that https servers' certificates must come from: a file in PEM, or its text")
        ->type_name("FILE");
    app.add_option(
           "--pin", raw.pin,
           "public keys that https servers may have, `;` between; the dates of their certificates do\n"
           "not matter then, nor, without --ca-file, their host and authority")
        ->type_name("sha256//BASE64");
    app.add_option("--vrf", raw.vrf, "network namespace of the agent's sockets; `none`: the current one")
        ->type_name("NAME")
        ->default_str("$POAP_VRF, else management");
    app.add_option("--bootflash", raw.bootflash, "where files land; `bootflash:` to the CLI")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--vsh", raw.vsh, "the CLI")->type_name("PATH")->capture_default_str();
    app.add_flag("--force", options.force, "provision although this is not POAP: changes a live switch");
    app.add_option("--deadline", raw.deadline, "when the switch will end this program, from its start")
        ->check(kDecimal)
        ->check(seconds)
        ->type_name("S");
    app.add_flag("--require-digest", options.require_digest,
                 "an image or config without a known digest is an error");
    app.add_flag(
        "--make-room", options.make_room,
        "what does not fit on bootflash has images removed that neither run nor boot nor are planned");
    app.add_option("--timeout", raw.timeout,
                   "without progress after which a connection or transfer is given up")
        ->check(kDecimal)
        ->check(seconds)
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--retries", raw.retries, "tries after the first, of registration and each transfer")
        ->check(kDecimal)
        ->check(CLI::Range(0, 1000))
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--tftp-blksize", raw.tftp_block_size, "bytes in a TFTP block")
        ->check(kDecimal)
        ->check(CLI::Range(8, 65464))
        ->type_name("N")
        ->default_str("what fits one packet on the way to the server");
    app.add_option("--cli-timeout", raw.cli_timeout, "for one CLI call")
        ->check(kDecimal)
        ->check(seconds)
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--log-dir", raw.log_dir, "where <UTC time>_poap.log goes; the newest 4 are kept")
        ->type_name("DIR")
        ->default_str("the bootflash");
    app.add_flag("--no-syslog", raw.no_syslog, "nothing to syslog, and so to the console");
    app.add_flag("--json", options.json,
                 "print JSON: `plan` and `collect` their report, `run` an event a line");
    auto* verbose = app.add_flag("-v,--verbose", raw.verbose, "more on standard error");
    app.add_flag("-q,--quiet", raw.quiet, "only warnings and errors on standard error")->excludes(verbose);
}

HttpServer server_of(const Raw& raw) {
    auto server = Endpoint::parse(raw.server);
    if (!server) server = Endpoint::parse(concat('[', raw.server, ']'));  // here the port stands apart
    if (!server) usage(concat("--server `", printable(raw.server, 80), "` is no host name or address"));
    if (server->has_port()) usage("--server takes a host alone; its port is given by --port");
    return {server->with_port(raw.port), raw.scheme == "https"};
}

std::string read_ca_file(const std::string& path) {
    constexpr std::size_t kMost = 1024 * 1024;
    std::string text(kMost + 1, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file && !file.eof()) usage(concat("--ca-file `", printable(path, 200), "` cannot be read"));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMost) usage(concat("--ca-file `", printable(path, 200), "` is larger than 1 MiB"));
    return text;
}

Authorities authorities_of(const std::string& ca_file) {
    const bool is_text = ca_file.find("-----BEGIN ") != std::string::npos;
    const auto authorities = Authorities::parse(is_text ? ca_file : read_ca_file(ca_file));
    if (!authorities) {
        usage(concat("--ca-file ", is_text ? "as text" : concat('`', printable(ca_file, 200), '`'),
                     " holds no certificate in PEM, or a damaged one"));
    }
    return *authorities;
}

Trust trust_of(const Raw& raw) {
    Trust trust;
    if (raw.ca_file) trust.authorities = authorities_of(*raw.ca_file);
    if (raw.pin) trust.pins = Pins::parse(*raw.pin);
    if (raw.pin && !trust.pins) {
        usage(concat("--pin `", printable(*raw.pin, 200),
                     "` is not sha256// and 44 characters of base64, or several of these with `;` between"));
    }
    return trust;
}

void check(const Raw& raw, Options& options) {
    if (raw.scheme != "http" && raw.scheme != "https") {
        usage(concat("--scheme `", printable(raw.scheme, 80), "` is neither http nor https"));
    }
    if (options.command != Command::Collect) {
        if (raw.server.empty()) usage("--server is missing: the POAP server's host");
        options.server = server_of(raw);
    }
    options.trust = trust_of(raw);
    if (options.server && options.server->tls && !options.trust.in_anybody()) {
        usage("--scheme https needs --ca-file or --pin, which say what server to trust");
    }
    if (!FileName::parse(raw.vrf)) usage(concat("--vrf `", printable(raw.vrf, 80), "` is no VRF's name"));
    options.vrf = raw.vrf;
    options.bootflash = raw.bootflash;
    options.vsh = raw.vsh;
    options.log_dir = raw.log_dir.empty() ? raw.bootflash : raw.log_dir;
    if (raw.deadline > 0) options.deadline = std::chrono::seconds(raw.deadline);
    options.timeout = std::chrono::seconds(raw.timeout);
    options.cli_timeout = std::chrono::seconds(raw.cli_timeout);
    options.retries = raw.retries;
    if (raw.tftp_block_size > 0) options.tftp_block_size = raw.tftp_block_size;
    options.syslog = !raw.no_syslog;
    if (raw.verbose) options.least = Level::Debug;
    if (raw.quiet) options.least = Level::Warning;
}

}  // namespace

Options parse_options(int argc, const char* const* argv, const PoapEnvironment& environment) {
    Options options;
    Raw raw;
    if (environment.vrf) raw.vrf = environment.vrf->str();
    CLI::App app(
        "Provisions a factory-new Cisco Nexus switch: identifies it, asks the POAP server for its image and\n"
        "configuration, downloads and verifies both, and makes them its next boot.",
        "poap-agent");
    app.footer(kFooter);
    app.set_version_flag("--version", POAP_VERSION);
    app.require_subcommand(0, 1);
    define(app, raw, options);
    const auto subcommand = [&](const char* name, const char* description, Command command) {
        app.add_subcommand(name, description)->fallthrough()->callback([&options, command] {
            options.command = command;
        });
    };
    subcommand("run", "provision the switch (the default)", Command::Run);
    subcommand("plan", "print what `run` would do, and why; changes nothing", Command::Plan);
    subcommand("collect", "print the switch's identity; needs no server", Command::Collect);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        // Not app.help(): behind a subcommand it would be that one's, which has no options of its own.
        options.text = app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
        return options;
    } catch (const CLI::CallForVersion& version) {
        options.text = concat(version.what(), "\n");
        return options;
    } catch (const CLI::ParseError& error) {
        usage(error.what());
    }
    check(raw, options);
    return options;
}

bool asks_for_events(int argc, const char* const* argv) {
    bool json = false;
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    app.add_flag("--json", json);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError&) {
        return false;
    }
    const auto others = app.remaining();
    return json && std::none_of(others.begin(), others.end(), [](const std::string& other) {
               return other == "plan" || other == "collect";
           });
}

}  // namespace poap
