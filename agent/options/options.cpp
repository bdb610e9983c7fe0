#include "options/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/names.hpp"
#include "base/text.hpp"
#include "options/arguments.hpp"
#include "options/help.hpp"
#include "options/poap_py.hpp"
#include "options/raw_options.hpp"
#include "options/static_options.hpp"
#include "options/trust_options.hpp"
#include "options/usage.hpp"

namespace poap {

namespace {

constexpr const char* kDescription =
    R"(Provisions a factory-new Cisco Nexus switch: identifies it, asks the POAP
server for its image and configuration (or takes them from the options),
downloads and verifies both, and makes the next reload use them.)";

constexpr const char* kFooter = R"(Examples:
  /tmp/poap-agent plan --server 10.10.20.20
  /tmp/poap-agent plan --mode serial_number --file-server http://10.10.20.20/ \
      --system-image nxos.9.3.10.bin

Exit codes:
  0 provisioned  1 unexpected error  2 wrong usage  3 the switch
  4 the POAP server  5 a transfer  6 a checksum  7 no space
  8 stopped by a signal  9 another agent is running)";

HttpServer server_of(const RawOptions& raw) {
    auto server = Endpoint::parse(raw.server);
    if (!server) server = Endpoint::parse(concat('[', raw.server, ']'));  // the port is a separate option
    if (!server) {
        const std::string_view scheme = raw.server.starts_with("http://")    ? "http://"
                                        : raw.server.starts_with("https://") ? "https://"
                                                                             : "";
        usage(concat("--server `", printable(raw.server, 80), "` is not a host name or address",
                     scheme.empty() ? "" : concat(": leave out ", scheme, " (see --scheme)")));
    }
    if (server->has_port()) usage("--server must be a host without a port; set the port with --port");
    return {server->with_port(raw.port), raw.scheme == "https"};
}

Install install_of(const Given& given) {
    if (const auto install = parse_install(given.value)) return *install;
    usage(concat(given.name, " `", printable(given.value, 80), "` is neither boot-variable nor install-all"));
}

SplitConfig split_config_of(const Given& given) {
    if (given.value == "auto") return SplitConfig::Auto;
    if (given.value == "never") return SplitConfig::Never;
    if (given.value == "always") return SplitConfig::Always;
    usage(concat(given.name, " `", printable(given.value, 80), "` is neither auto, never nor always"));
}

/// Checks the options that determine the plan.
void check_plan(const RawOptions& raw, const PoapEnvironment& environment, Options& options) {
    if (raw.own.mode && !raw.server.empty())
        usage("--server and --mode cannot be combined: remove one of them");
    if (!raw.own.mode && environment.from_usb) {
        usage(
            "POAP runs from a USB stick (POAP_PHASE=USB): there is no network yet, so --server cannot be "
            "used",
            "put configs and images on the stick and use --mode, or remove the stick: POAP continues with "
            "DHCP");
    }
    check_static_plan(raw, environment, options);
    if (raw.own.mode) return;
    if (!raw.server.empty()) options.server = server_of(raw);
    options.port = raw.port;
    options.tls = raw.scheme == "https";
    if (options.tls && !options.trust.in_anybody())
        usage("--scheme https needs --ca-file or --pin to verify the server");
    if (!options.server && options.command == Command::Run && !environment.in_poap) {
        usage(
            "--server (the POAP server's host) is missing: outside POAP, the switch's log may name an old "
            "one; "
            "without a POAP server, set --mode");
    }
}

HttpUrl status_url_of(const std::string& text, const Trust& trust) {
    const auto url = HttpUrl::parse(text);
    if (!url)
        usage(concat("--status-url `", printable(text, 80), "` is not a URL of the form http://host/path"));
    if (url->over_tls() && !trust.in_anybody())
        usage("--status-url by https needs --ca-file or --pin to verify the server");
    return *url;
}

void check_digests(const RawOptions& raw, Options& options) {
    if (raw.no_sidecar && options.require_digest)
        usage("--require-digest and --no-sidecar cannot be combined: remove one of them");
    options.sidecars = !raw.no_sidecar;
}

void check_vrf(const RawOptions& raw, const PoapEnvironment& environment, Options& options) {
    if (raw.vrf) {
        if (!FileName::parse(*raw.vrf))
            usage(concat("--vrf `", printable(*raw.vrf, 80), "` is not the name of a VRF"));
        options.vrf = *raw.vrf;
        options.vrf_fallback = VrfFallback::NotAsked;
        return;
    }
    options.vrf = environment.vrf ? environment.vrf->str() : "management";
    if (options.credentials) options.vrf_fallback = VrfFallback::NotPassword;
}

/// In POAP, the servers may come up after the switch, and nobody is there to run it again.
RetryLimit retry_limit(const RawOptions& raw, const PoapEnvironment& environment) {
    constexpr int kByHand = 3;
    constexpr auto kInPoap = std::chrono::seconds(300);
    if (raw.retries) return *raw.retries;
    if (raw.patience) return std::chrono::seconds(*raw.patience);
    if (environment.in_poap) return kInPoap;
    return kByHand;
}

void check(const RawOptions& raw, const PoapEnvironment& environment, Options& options) {
    if (raw.scheme != "http" && raw.scheme != "https") {
        usage(concat("--scheme `", printable(raw.scheme, 80), "` is neither http nor https"));
    }
    options.trust = trust_of(raw);
    options.host_keys = host_keys_of(raw);
    if (raw.status_url) options.status_url = status_url_of(*raw.status_url, options.trust);
    if (raw.install) options.install = install_of(*raw.install);
    if (raw.split_config) options.split_config = split_config_of(*raw.split_config);
    check_digests(raw, options);
    options.usb = raw.usb.value_or("/usbslot1");
    if (options.command != Command::Collect) check_plan(raw, environment, options);
    check_vrf(raw, environment, options);
    options.bootflash = raw.bootflash;
    options.vsh = raw.vsh;
    options.log_dir = raw.log_dir.empty() ? raw.bootflash : raw.log_dir;
    options.required_space = raw.required_space.value_or(0) * 1024;
    if (raw.deadline > 0) options.deadline = std::chrono::seconds(raw.deadline);
    options.timeout = std::chrono::seconds(raw.timeout);
    options.cli_timeout = std::chrono::seconds(raw.cli_timeout);
    options.retries = retry_limit(raw, environment);
    if (raw.tftp_block_size > 0) options.tftp.block_size = raw.tftp_block_size;
    options.tftp.no_options = raw.tftp_no_options;
    options.syslog = !raw.no_syslog;
    if (raw.verbose) options.least = Level::Debug;
    if (raw.quiet) options.least = Level::Warning;
}

constexpr const char* kCorrectBlock =
    "correct the options block of the boot file and sign it again with sign-boot-file";

/// In POAP, exit code 0 would make the switch reload as if it were provisioned.
void refuse_in_poap(const char* flag, const PoapEnvironment& environment) {
    if (environment.in_poap)
        usage(concat(flag, " provisions nothing, but this is POAP"),
              "remove it from the boot file's options");
}

/// @param word not an option, nor the first command
[[noreturn]] void refuse_command(const CLI::App& app, const std::string& word) {
    const std::vector<std::string> commands = {"run", "plan", "collect"};
    if (std::ranges::find(commands, word) != commands.end()) {
        usage(concat("one command only: `", app.get_subcommands().front()->get_name(), "` and `", word,
                     "` cannot be combined"));
    }
    usage(concat("`", printable(word, 80), "` is not a command of poap-agent", did_you_mean(word, commands)));
}

/// Reports arguments unknown to `app`. If there is a flag among them, the others may be values.
[[noreturn]] void refuse_unknown(const CLI::App& app, const OptionNames& names) {
    std::vector<std::string> flags;
    std::string keys;
    const std::vector<std::string> unknown = app.remaining(true);
    for (const std::string& argument : unknown) {
        const std::string flag = argument.substr(0, argument.find('='));
        if (names.in_block(flag)) {
            const std::string key = key_of(flag);
            keys +=
                concat(keys.empty() ? "`" : ", `", printable(key, 80), '`', did_you_mean(key, option_keys()));
        } else if (flag.starts_with('-')) {
            flags.push_back(flag);
        }
    }
    if (!keys.empty()) usage(concat("the boot file's options block has unknown keys: ", keys), kCorrectBlock);
    if (flags.empty()) refuse_command(app, unknown.front());
    const std::vector<std::string> known(option_flags().begin(), option_flags().end());
    const std::string& flag = flags.front();
    usage(concat("`", printable(flag, 80), "` is not an option",
                 flag.starts_with("--") ? did_you_mean(flag, known) : ""));  // any two letters are similar
}

Options parse(const Arguments& arguments, const PoapEnvironment& environment, const OptionNames& names) {
    Options options;
    RawOptions raw;
    CLI::App app(kDescription, "poap-agent");
    app.formatter(std::make_shared<HelpFormatter>());
    app.footer(kFooter);
    app.set_help_flag("-h,--help", "print this help and exit");
    app.set_version_flag("--version", POAP_VERSION,
                         "print the versions of the program and its libraries, and exit");
    app.require_subcommand(0, 1);
    define_flags(app, raw, options);
    raw.own.empty_password = arguments.empty_password;
    const auto subcommand = [&](const char* name, const char* description, Command command) {
        app.add_subcommand(name, description)
            ->group("Commands")
            ->fallthrough()
            ->callback([&options, command] { options.command = command; });
    };
    subcommand("run", "provision the switch (the default)", Command::Run);
    subcommand("plan", "print what run would do, and why; changes nothing", Command::Plan);
    subcommand("collect", "print serial number, MAC address and running image; needs no server",
               Command::Collect);
    try {
        app.parse(std::vector<std::string>(arguments.reversed));
    } catch (const CLI::CallForHelp&) {
        refuse_in_poap("--help", environment);
        // Not app.help(): after a subcommand, it would print that one's help, which has no options.
        options.text = app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
        return options;
    } catch (const CLI::CallForVersion& version) {
        refuse_in_poap("--version", environment);
        options.text = concat(version.what(), "\n");
        return options;
    } catch (const CLI::ExtrasError&) {
        refuse_unknown(app, names);
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string_view cause = error.what();  // `--server: 1 required HOST missing`
        usage(concat(printable(cause.substr(0, cause.find(':')), 80), " needs a value"));
    } catch (const CLI::ValidationError& error) {
        std::string cause = error.what();  // `--port: `x` is not a whole number from 1 to 65535`
        usage(cause.erase(cause.find(':'), 1));
    } catch (const CLI::ExcludesError&) {
        usage("--quiet and --verbose cannot be combined: remove one of them");
    } catch (const CLI::ParseError& error) {
        usage(printable(error.what(), 300));
    }
    if (options.command != Command::Collect) translate_poap_py(raw, options, environment);
    check(raw, environment, options);
    return options;
}

}  // namespace

Options parse_options(int argc, const char* const* argv, const PoapEnvironment& environment) {
    const OptionNames names = names_of(argc, argv);
    try {
        Options options = parse(arguments_of(argc, argv), environment, names);
        for (std::string& warning : options.warnings) warning = names.in(warning);
        options.names = names;
        return options;
    } catch (const Error& error) {
        if (!names.block_alone() || error.advice() != kHelpLists) throw names.in(error);
        throw names.in(Error(error.code(), error.what(), kCorrectBlock));
    }
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
