#include "options/static_options.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "options/small_file.hpp"
#include "options/usage.hpp"

namespace poap {

namespace {

constexpr std::string_view kNameForm =
    " is not a valid file name: use at most 200 letters, digits, dots, dashes and underscores, not beginning "
    "with a dot or dash";
constexpr std::string_view kImagePath = "--image-path";

[[noreturn]] void refuse(const Given& given, std::string_view why) {
    usage(concat(given.name, " `", printable(given.value, 80), '`', why));
}

/// @param folder_flag the option for the file's folder; empty if there is none
FileName name_of(const Given& given, std::string_view folder_flag) {
    const auto name = FileName::parse(given.value);
    if (name) return *name;
    const bool has_folder = !folder_flag.empty() && given.value.find('/') != std::string::npos;
    refuse(given, concat(kNameForm, has_folder ? concat("; folders go into ", folder_flag) : ""));
}

/// NX-OS's mount point of a USB stick at the beginning of `path`: `/usbslot1`, `/usbslot2`; empty if there is
/// none.
std::string_view stick_of(std::string_view path) {
    for (const std::string_view stick : {"/usbslot1", "/usbslot2"}) {
        if (path == stick || path.starts_with(concat(stick, '/'))) return stick;
    }
    return {};
}

/// Sets the mount point from `paths`, which may include it, as in poap.py.
void take_stick(std::initializer_list<const std::optional<Given>*> paths, const RawOptions& raw,
                Options& options) {
    std::string stick(raw.usb ? stick_of(*raw.usb) : "");
    for (const auto* path : paths) {
        const std::string_view named = *path ? stick_of((*path)->value) : "";
        if (named.empty()) continue;
        if (!stick.empty() && named != stick)
            refuse(**path, concat(" is not on the stick in ", stick, ", where the other files are"));
        stick = named;
    }
    if (!raw.usb && !stick.empty()) options.usb = stick;
}

FolderPath path_of(const std::optional<Given>& given, bool from_usb) {
    if (!given) return {};
    const std::string_view stick = from_usb ? stick_of(given->value) : "";
    const auto path = FolderPath::parse(given->value.substr(stick.size()));
    if (!path) {
        refuse(*given, " is not a valid path: use letters, digits and `._-~+=,`, and no `..`");
    }
    return *path;
}

Mode mode_of(const Given& given) {
    constexpr std::array<std::pair<std::string_view, Mode>, 5> kModes = {
        {{"serial_number", Mode::SerialNumber},
         {"mac", Mode::Mac},
         {"hostname", Mode::Hostname},
         {"location", Mode::Location},
         {"raw", Mode::Raw}}};
    for (const auto& [name, mode] : kModes) {
        if (given.value == name) return mode;
    }
    refuse(given, " is not one of serial_number, mac, hostname, location and raw");
}

FileSource source_of(const RawStaticPlan& own, bool from_usb) {
    if (!own.file_server) {
        if (from_usb) return FileSource::usb();
        usage("--file-server is missing: --mode needs it");
    }
    const auto source = FileSource::parse(own.file_server->value);
    if (!source)
        refuse(
            *own.file_server,
            " is not of the form SCHEME://host/path/, with the scheme http, https, tftp, sftp, scp or ftp");
    return from_usb ? source->on_usb() : *source;
}

/// The image in `folder`, if one is set; its name on bootflash may differ.
std::optional<PlannedFile> image_of(const FileSource& folder, const std::optional<Given>& image,
                                    const std::optional<Given>& on_bootflash) {
    if (!image) {
        if (on_bootflash) refuse(*on_bootflash, " is the name for an image, but no image is set");
        return std::nullopt;
    }
    const FileName name = name_of(*image, kImagePath);
    return folder.file(name, on_bootflash ? name_of(*on_bootflash, {}) : name);
}

/// Entries of a comma-separated list, trimmed.
std::vector<std::string_view> entries_of(std::string_view list) {
    std::vector<std::string_view> entries;
    while (true) {
        const auto comma = list.find(',');
        entries.push_back(trimmed(list.substr(0, comma)));
        if (comma == std::string_view::npos) return entries;
        list.remove_prefix(comma + 1);
    }
}

/// Parses `IMAGE[+KICKSTART][@RELEASE]`.
Hop hop_of(const Given& given, std::string_view entry, const FileSource& folder) {
    const auto file = [&](std::string_view text) {
        const FileName name = name_of({given.name, std::string(text)}, kImagePath);
        return folder.file(name, name);
    };
    const auto at = entry.find('@');
    const std::string_view images = entry.substr(0, at);
    const auto plus = images.find('+');
    Hop hop{file(images.substr(0, plus)), std::nullopt, std::nullopt};
    if (plus != std::string_view::npos) hop.kickstart = file(images.substr(plus + 1));
    if (at != std::string_view::npos) {
        hop.from = Release::parse(entry.substr(at + 1));
        if (!hop.from) {
            refuse({given.name, std::string(entry)},
                   " has an invalid release; valid are forms such as 7.0(3)I7(9) or 9.3.10");
        }
    }
    return hop;
}

std::vector<Hop> hops_of(const std::optional<Given>& given, const FileSource& folder) {
    std::vector<Hop> hops;
    if (!given) return hops;
    for (const std::string_view entry : entries_of(given->value))
        hops.push_back(hop_of(*given, entry, folder));
    return hops;
}

/// Parses `PATH[=FOLDER]`: a file below `server`, and its folder on bootflash.
/// @param stick mount point of the USB stick that the other files come from; empty: not from one
ExtraFile user_file_of(const Given& given, std::string_view entry, const FileSource& server,
                       const std::string& stick) {
    const Given own{given.name, std::string(entry)};
    const auto equals = entry.find('=');
    const std::string_view path = entry.substr(0, equals);
    const auto last = path.rfind('/') + 1;  // 0 without a slash
    const FileName name = name_of({given.name, std::string(path.substr(last))}, {});
    const FolderPath folder = path_of(Given{given.name, std::string(path.substr(0, last))}, !stick.empty());
    const std::string_view named = stick.empty() ? "" : stick_of(path);
    if (!named.empty() && named != stick)
        refuse(own, concat(" is not on the stick in ", stick, ", where the other files are"));
    ExtraFile extra{server.folder(folder).file(name, name)};
    if (equals == std::string_view::npos) return extra;
    const auto on_bootflash = FlashFolder::parse(entry.substr(equals + 1));
    if (!on_bootflash) {
        refuse(own,
               " has an invalid folder after `=`; valid are names of letters, digits, dots, dashes and "
               "underscores, not beginning with a dot or dash, joined by slashes");
    }
    extra.folder = *on_bootflash;
    return extra;
}

std::vector<ExtraFile> user_files_of(const std::optional<Given>& given, const FileSource& server,
                                     const std::string& stick) {
    std::vector<ExtraFile> files;
    if (!given) return files;
    for (const std::string_view entry : entries_of(given->value))
        files.push_back(user_file_of(*given, entry, server, stick));
    return files;
}

/// @throws Error (Usage) if the mode needs information that POAP or the user has not provided
void check_mode(const StaticPlan& own, const PoapEnvironment& environment) {
    if (own.mode == Mode::Location && !environment.port) {
        usage(
            "--mode location needs the port that got the DHCP answer, but POAP_INTF is not set, or does not "
            "name a port",
            "outside POAP that port is unknown: use another --mode");
    }
    const bool needs_a_name = own.mode == Mode::Raw || (own.mode == Mode::Hostname && !environment.host_name);
    if (needs_a_name && !own.config_file) {
        usage(own.mode == Mode::Raw
                  ? "--mode raw needs --config-file"
                  : "--mode hostname: DHCP sent no host name (POAP_HOST_NAME), and there is no "
                    "--config-file for this case");
    }
}

std::string password_in(const Given& file) {
    constexpr std::size_t kMost = 1000;
    std::string password = read_small_file("--password-file", file.value, kMost);
    if (password.ends_with('\n')) password.pop_back();
    if (password.ends_with('\r')) password.pop_back();
    return password;
}

std::optional<Credentials> credentials_of(const RawStaticPlan& own, const FileSource& source,
                                          Options& options) {
    if (!own.username && !own.password_file) {
        if (source.over_ssh()) usage("scp and sftp need a user: set --username and --password-file");
        return std::nullopt;
    }
    const bool has_password = own.password_file || own.empty_password;
    if (!own.username) usage("--password-file is set, but not --username");
    if (source.protocol() == Protocol::Tftp) {
        options.warnings.emplace_back("--username is ignored: TFTP has no users");
        return std::nullopt;
    }
    if (source.protocol() == Protocol::Usb) return std::nullopt;
    if (!has_password) usage("--username is set, but not --password-file");
    const std::string password = own.password_file ? password_in(*own.password_file) : "";
    auto credentials = Credentials::parse(own.username->value, password);
    if (!credentials) {
        usage("--username contains a colon, or it or the content of --password-file has control characters");
    }
    if (!source.over_tls() && !source.over_ssh()) {
        options.warnings.push_back(concat("the file server uses plain ",
                                          source.protocol() == Protocol::Ftp ? "ftp" : "http",
                                          ": anyone on the path can read --username's password"));
    }
    return credentials;
}

/// The first option that needs --mode.
const Given* first_of(const RawStaticPlan& own) {
    for (const auto* given : {&own.file_server, &own.config_path, &own.image_path, &own.system_image,
                              &own.kickstart_image, &own.config_file, &own.hops, &own.install_path,
                              &own.user_files, &own.username, &own.password_file}) {
        if (*given) return &**given;
    }
    return nullptr;
}

}  // namespace

void check_static_plan(const RawOptions& raw, const PoapEnvironment& environment, Options& options) {
    if (!raw.own.mode) {
        const Given* other = first_of(raw.own);
        if (other != nullptr)
            usage(concat(other->name, " is for runs without a POAP server: it needs --mode"));
        if (raw.host_key) usage("--host-key is for runs without a POAP server: it needs --mode");
        return;
    }
    const Mode mode = mode_of(*raw.own.mode);
    const FileSource source = source_of(raw.own, environment.from_usb);
    if (environment.from_usb)
        take_stick({&raw.own.config_path, &raw.own.image_path, &raw.own.install_path}, raw, options);
    const FileSource images = source.folder(path_of(raw.own.image_path, environment.from_usb));
    StaticPlan own{mode, source.folder(path_of(raw.own.config_path, environment.from_usb)), std::nullopt, {}};
    if (raw.own.config_file) own.config_file = name_of(*raw.own.config_file, "--config-path");
    own.images.system = image_of(images, raw.own.system_image, raw.own.system_name);
    own.images.kickstart = image_of(images, raw.own.kickstart_image, raw.own.kickstart_name);
    own.builtin_path = raw.own.builtin_path;
    own.images.hops = hops_of(raw.own.hops, images);
    if (raw.own.install_path) {
        const FolderPath folder = path_of(raw.own.install_path, environment.from_usb);
        own.recipes = RecipeSource{source.folder(folder), source, images, raw.own.extra_digests_are_optional,
                                   raw.own.recipe_installs_all};
    }
    own.images.files = user_files_of(raw.own.user_files, source, environment.from_usb ? options.usb : "");
    for (ExtraFile& extra : own.images.files)
        extra.file.digest_is_optional = raw.own.extra_digests_are_optional;
    own.images.install = options.install.value_or(Install::BootVariable);
    if (const auto fault = validation_error(own.images))
        usage(concat("the options are not a valid plan: ", *fault));
    check_mode(own, environment);
    if (source.over_tls() && !options.trust.in_anybody())
        usage("--file-server by https needs --ca-file or --pin to verify the server");
    options.credentials = credentials_of(raw.own, source, options);
    if (options.host_keys && !environment.from_usb && !source.over_ssh())
        options.warnings.emplace_back("--host-key is ignored: --file-server is neither sftp nor scp");
    options.static_plan = std::move(own);
}

}  // namespace poap
