#include <CLI/CLI.hpp>
#include <charconv>

#include "base/text.hpp"
#include "options/poap_py.hpp"
#include "options/raw_options.hpp"

namespace poap {

namespace {

constexpr std::int64_t kMostSeconds = 7 * 24 * 3600;

/// CLI11 reads `010` as 8 and `0x10` as 16, which no user expects.
bool is_decimal(std::string_view text) {
    const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    return digits && (text == "0" || !text.starts_with('0'));
}

CLI::Validator between(std::int64_t least, std::int64_t most) {
    return CLI::Validator(
        [=](const std::string& text) -> std::string {
            std::int64_t number = 0;
            const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool fits = is_decimal(text) && end.ec == std::errc() && number >= least && number <= most;
            return fits ? ""
                        : concat('`', printable(text, 80), "` is not a whole number from ", least, " to ",
                                 most);
        },
        "");
}

/// Defines an option for a whole number from `least` to `most`.
template <typename Number>
CLI::Option* add_number(CLI::App& app, const char* flag, Number& to, const char* meaning, std::int64_t least,
                        std::int64_t most) {
    return app.add_option(flag, to, meaning)->check(between(least, most))->type_name("N");
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

/// The options defined next are listed under `heading` in --help.
void begin_group(CLI::App& app, const char* heading) {
    app.option_defaults()->group(heading);
}

void define_server(CLI::App& app, RawOptions& raw) {
    begin_group(app, "Server");
    app.add_option("--server", raw.server, "POAP server: a name or an address")
        ->type_name("HOST")
        ->default_str("the server of the boot file, from the switch's log");
    add_number(app, "--port", raw.port, "TCP port of the POAP server", 1, 65535)->capture_default_str();
    app.add_option("--scheme", raw.scheme, "protocol of the registration: http or https")
        ->type_name("NAME")
        ->capture_default_str();
    app.add_option("--vrf", raw.vrf, "VRF (network namespace) of all connections; `none` is the current one")
        ->type_name("NAME")
        ->default_str("$POAP_VRF, else management");
    add_seconds(app, "--timeout", raw.timeout,
                "end a connection or transfer after S seconds without progress")
        ->capture_default_str();
    add_number(app, "--patience", raw.patience,
               "retry the registration and each transfer for S seconds, after waits of 1 s to 30 s", 0,
               kMostSeconds)
        ->type_name("S")
        ->default_str("300 in POAP; otherwise 3 retries");
    add_number(app, "--retries", raw.retries, "retry N times instead of for --patience seconds", 0, 1000);
}

void define_static_plan(CLI::App& app, RawOptions& raw) {
    begin_group(app, "Without a POAP server");
    RawStaticPlan& own = raw.own;
    add_given(app, "--mode", own.mode,
              "how the name of the configuration is formed: serial_number, mac, hostname, location or raw")
        ->type_name("NAME");
    add_given(app, "--file-server", own.file_server,
              "file server for --mode: http://, https://, tftp://, sftp://, scp:// or ftp://")
        ->type_name("URL");
    add_given(app, "--config-path", own.config_path,
              "folder of the configurations, below the path in --file-server")
        ->type_name("PATH");
    add_given(app, "--image-path", own.image_path, "folder of the images, below the path in --file-server")
        ->type_name("PATH");
    add_given(app, "--system-image", own.system_image,
              "image to install; without it, only the configuration is installed")
        ->type_name("NAME");
    add_given(app, "--kickstart-image", own.kickstart_image, "kickstart image, for switches with two images")
        ->type_name("NAME");
    add_given(app, "--config-file", own.config_file,
              "configuration for --mode raw, and for hostname if DHCP sent no host name")
        ->type_name("NAME");
    add_given(app, "--hops", own.hops,
              "intermediate images, each with the oldest release that may boot it: "
              "IMAGE[+KICKSTART][@RELEASE],...")
        ->type_name("LIST");
    add_given(app, "--install-path", own.install_path,
              "folder with the licences and certificates of single switches, each listed in "
              "SERIAL/SERIAL.yaml there; below the path in --file-server")
        ->type_name("PATH");
    add_given(app, "--user-files", own.user_files,
              "further files for bootflash, below the path in --file-server, each with its folder on "
              "bootflash: PATH[=FOLDER],...")
        ->type_name("LIST");
    app.add_option("--usb", raw.usb, "mount point of the USB stick that files come from if POAP_PHASE=USB")
        ->type_name("DIR")
        ->default_str("/usbslot1");
}

void define_security(CLI::App& app, RawOptions& raw, Options& options) {
    begin_group(app, "Security");
    app.add_option("--ca-file", raw.ca_file,
                   "CA certificates for HTTPS servers, in PEM: a file, or the text itself")
        ->type_name("FILE");
    app.add_option(
           "--pin", raw.pin,
           "public keys of HTTPS servers, separated by `;`. With it, the dates of certificates are not "
           "checked; without --ca-file, host name and issuer are not checked either")
        ->type_name("sha256//BASE64");
    app.add_option("--host-key", raw.host_key,
                   "host keys of sftp and scp servers, as `ssh-keygen -lf` prints them, separated by `;`. "
                   "Without it, any key is accepted, with a warning")
        ->type_name("SHA256:BASE64");
    add_given(app, "--username", raw.own.username, "user name for --file-server; needed for sftp and scp")
        ->type_name("NAME");
    add_given(app, "--password-file", raw.own.password_file, "file with the password of --username")
        ->type_name("FILE");
    app.add_flag("--require-digest", options.require_digest,
                 "refuse images and configurations without a checksum");
    app.add_flag("--no-sidecar", raw.no_sidecar,
                 "do not ask for FILE.md5: without a checksum in the plan, files are installed unverified");
}

void define_install(CLI::App& app, RawOptions& raw, Options& options) {
    begin_group(app, "Installing");
    add_given(app, "--install", raw.install,
              "how to install the image: boot-variable, or install-all, which also upgrades the BIOS")
        ->type_name("NAME")
        ->default_str("as in the plan, else boot-variable");
    add_given(app, "--split-config", raw.split_config,
              "schedule the lines that need a reload first, in a part of their own: auto (if the switch or "
              "its image needs that), never or always")
        ->type_name("NAME")
        ->default_str("auto");
    app.add_flag(
        "--make-room", options.make_room,
        "if a file does not fit on bootflash, delete images that are not running, booting or planned");
    add_number(app, "--required-space", raw.required_space,
               "KiB that must be free on bootflash before any download", 0, 1'000'000'000'000)
        ->type_name("KB");
    add_seconds(app, "--deadline", raw.deadline,
                "seconds from the start until the switch ends this program; the boot file passes its "
                "script_timeout");
    app.add_flag("--force", options.force, "provision outside POAP; this changes a live switch");
}

void define_output(CLI::App& app, RawOptions& raw, Options& options) {
    begin_group(app, "Output");
    app.add_option("--log-dir", raw.log_dir, "folder for <UTC time>_poap.log; the newest 4 are kept")
        ->type_name("DIR")
        ->default_str("bootflash");
    app.add_option("--status-url", raw.status_url,
                   "server that `run` reports its events to: http:// or https://")
        ->type_name("URL")
        ->default_str("as in the plan, else none");
    app.add_flag("--no-syslog", raw.no_syslog, "do not log to syslog, and therefore not to the console");
    app.add_flag("--json", options.json,
                 "print JSON: a report for plan and collect, one event per line for run");
    auto* verbose =
        app.add_flag("-v,--verbose", raw.verbose, "more detail on standard error (not with --quiet)");
    app.add_flag("-q,--quiet", raw.quiet, "only warnings and errors on standard error (not with --verbose)")
        ->excludes(verbose);
}

void define_debugging(CLI::App& app, RawOptions& raw) {
    begin_group(app, "Debugging");
    app.add_option("--bootflash", raw.bootflash, "folder that is bootflash: in the CLI")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--vsh", raw.vsh, "path of the CLI")->type_name("PATH")->capture_default_str();
    add_seconds(app, "--cli-timeout", raw.cli_timeout, "seconds for one CLI call")->capture_default_str();
    add_number(app, "--tftp-blksize", raw.tftp_block_size, "bytes in a TFTP block", 8, 65464)
        ->default_str("what fits into one packet");
    app.add_flag("--tftp-no-options", raw.tftp_no_options,
                 "send plain TFTP requests (RFC 1350); only for servers that fail with options");
}

/// Hidden from --help: they are for users who bring a poap.py block.
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
    define_security(app, raw, options);
    define_install(app, raw, options);
    define_output(app, raw, options);
    define_debugging(app, raw);
    define_poap_py(app, raw);
}

}  // namespace poap
