#include <CLI/CLI.hpp>

#include "options/poap_py.hpp"
#include "options/raw_options.hpp"

namespace poap {

namespace {

constexpr std::int64_t kMostSeconds = 7 * 24 * 3600;

/// CLI11 takes `010` for 8 and `0x10` for 16: nobody who types a port means that.
const CLI::Validator kDecimal(
    [](const std::string& text) {
        const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
        return digits && (text == "0" || !text.starts_with('0')) ? "" : text + " is no whole number";
    },
    "");

/// Defines a whole number from `least` to `most`.
template <typename Number>
CLI::Option* add_number(CLI::App& app, const char* flag, Number& to, const char* meaning, std::int64_t least,
                        std::int64_t most) {
    return app.add_option(flag, to, meaning)->check(kDecimal)->check(CLI::Range(least, most))->type_name("N");
}

template <typename Number>
CLI::Option* add_seconds(CLI::App& app, const char* flag, Number& to, const char* meaning) {
    return add_number(app, flag, to, meaning, 1, kMostSeconds)->type_name("S");
}

CLI::Option* add_given(CLI::App& app, const char* flag, std::optional<Given>& to, const char* meaning) {
    return app.add_option_function<std::string>(
        flag,
        [&to, flag](const std::string& value) {
            to = Given{flag, value};
        },
        meaning);
}

void define_server(CLI::App& app, RawOptions& raw) {
    app.add_option("--server", raw.server, "the POAP server")->type_name("HOST");
    add_number(app, "--port", raw.port, "its port", 1, 65535)->capture_default_str();
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
}

void define_static_plan(CLI::App& app, RawOptions& raw) {
    RawStaticPlan& own = raw.own;
    add_given(app, "--mode", own.mode,
              "without a POAP server: by what the switch's config is named, serial_number, mac,\n"
              "hostname, location or raw")
        ->type_name("NAME");
    add_given(app, "--file-server", own.file_server,
              "with --mode: where the files are, by http, https or tftp")
        ->type_name("URL");
    add_given(app, "--config-path", own.config_path, "the configs' folder below that")->type_name("PATH");
    add_given(app, "--image-path", own.image_path, "the images' folder below that")->type_name("PATH");
    add_given(app, "--system-image", own.system_image, "the image; none: the config alone")
        ->type_name("NAME");
    add_given(app, "--kickstart-image", own.kickstart_image, "the image beside it, where there are two")
        ->type_name("NAME");
    add_given(app, "--config-file", own.config_file,
              "the config of --mode raw, and of hostname where DHCP gives no host name")
        ->type_name("NAME");
    add_given(
        app, "--hops", own.hops,
        "images to go through, each with the release it applies from:\nIMAGE[+KICKSTART][@RELEASE], ...")
        ->type_name("LIST");
    add_given(app, "--username", own.username, "for an http file server (basic authentication)")
        ->type_name("NAME");
    add_given(app, "--password-file", own.password_file, "that user's password")->type_name("FILE");
    app.add_option("--usb", raw.usb,
                   "where a USB stick is mounted: with POAP_PHASE=USB files come from there")
        ->type_name("DIR")
        ->default_str("/usbslot1");
}

void define_install(CLI::App& app, RawOptions& raw, Options& options) {
    add_given(app, "--install", raw.install,
              "how the image is made the next one, whatever the plan says: boot-variable, or install-all,\n"
              "which upgrades the BIOS as well")
        ->type_name("NAME");
    app.add_flag("--require-digest", options.require_digest,
                 "an image or config without a known digest is an error");
    app.add_flag(
        "--make-room", options.make_room,
        "what does not fit on bootflash has images removed that neither run nor boot nor are planned");
    app.add_flag("--no-sidecar", raw.no_sidecar, "no FILE.md5 is asked for");
    add_number(app, "--required-space", raw.required_space,
               "KiB that must be free on bootflash before anything is fetched", 0, 1'000'000'000'000)
        ->type_name("KB");
}

void define_switch(CLI::App& app, RawOptions& raw, Options& options) {
    app.add_option("--vrf", raw.vrf, "network namespace of the agent's sockets; `none`: the current one")
        ->type_name("NAME")
        ->default_str("$POAP_VRF, else management");
    app.add_option("--bootflash", raw.bootflash, "where files land; `bootflash:` to the CLI")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--vsh", raw.vsh, "the CLI")->type_name("PATH")->capture_default_str();
    app.add_flag("--force", options.force, "provision although this is not POAP: changes a live switch");
}

void define_patience(CLI::App& app, RawOptions& raw) {
    add_seconds(app, "--deadline", raw.deadline, "when the switch will end this program, from its start");
    add_seconds(app, "--timeout", raw.timeout,
                "without progress after which a connection or transfer is given up")
        ->capture_default_str();
    add_number(app, "--patience", raw.patience,
               "how long registration and each transfer are tried again while they fail, 1 s to 30 s apart",
               0, kMostSeconds)
        ->type_name("S")
        ->default_str("300 in POAP; by hand 3 tries after the first");
    add_number(app, "--retries", raw.retries, "tries after the first, in place of --patience; 0: one try", 0,
               1000);
    add_number(app, "--tftp-blksize", raw.tftp_block_size, "bytes in a TFTP block", 8, 65464)
        ->default_str("what fits one packet on the way to the server");
    app.add_flag("--tftp-no-options", raw.tftp_no_options,
                 "plain TFTP requests (RFC 1350), for a server that fails with options");
    add_seconds(app, "--cli-timeout", raw.cli_timeout, "for one CLI call")->capture_default_str();
}

void define_output(CLI::App& app, RawOptions& raw, Options& options) {
    app.add_option("--log-dir", raw.log_dir, "where <UTC time>_poap.log goes; the newest 4 are kept")
        ->type_name("DIR")
        ->default_str("the bootflash");
    app.add_flag("--no-syslog", raw.no_syslog, "nothing to syslog, and so to the console");
    app.add_flag("--json", options.json,
                 "print JSON: `plan` and `collect` their report, `run` an event a line");
    auto* verbose = app.add_flag("-v,--verbose", raw.verbose, "more on standard error");
    app.add_flag("-q,--quiet", raw.quiet, "only warnings and errors on standard error")->excludes(verbose);
}

/// In no help: they are for who brings them along.
void define_poap_py(CLI::App& app, RawOptions& raw) {
    for (const std::string& key : poap_py_keys()) {
        app.add_option_function<std::string>(
               poap_py_flag(key), [&raw, key](const std::string& value) { raw.poap_py[key] = value; }, "")
            ->group("");
    }
}

}  // namespace

void define_flags(CLI::App& app, RawOptions& raw, Options& options) {
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    define_server(app, raw);
    define_static_plan(app, raw);
    define_install(app, raw, options);
    define_switch(app, raw, options);
    define_patience(app, raw);
    define_output(app, raw, options);
    define_poap_py(app, raw);
}

}  // namespace poap
