#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "options/options.hpp"

namespace CLI {
class App;
}

namespace poap {

/// A value and its name for the user: a flag, or a key of poap.py.
struct Given {
    std::string name;
    std::string value;
};

/// Options for runs without a POAP server.
struct RawStaticPlan {
    std::optional<Given> mode;
    std::optional<Given> file_server;
    std::optional<Given> config_path;
    std::optional<Given> image_path;
    std::optional<Given> system_image;
    std::optional<Given> kickstart_image;
    std::optional<Given> system_name;     ///< name on bootflash, if it differs
    std::optional<Given> kickstart_name;  ///< likewise
    std::optional<Given> config_file;
    std::optional<Given> hops;
    std::optional<Given> install_path;
    std::optional<Given> user_files;
    std::optional<Given> username;
    std::optional<Given> password_file;
    bool builtin_path = false;                ///< see StaticPlan
    bool extra_digests_are_optional = false;  ///< of additional files; see RecipeSource
    bool recipe_installs_all = false;         ///< see RecipeSource
    bool empty_password = false;              ///< `password` is empty; there is no file then
};

/// Values as CLI11 sets them, not checked yet.
struct RawOptions {
    std::string server;
    std::uint16_t port = 5000;
    std::string scheme = "http";
    std::optional<std::string> ca_file;
    std::optional<std::string> pin;
    std::optional<std::string> host_key;
    std::optional<std::string> status_url;
    RawStaticPlan own;
    /// Keys of poap.py and their values as text.
    std::map<std::string, std::string> poap_py;
    std::optional<Given> install;
    std::optional<Given> split_config;
    bool no_sidecar = false;
    std::optional<std::uint64_t> required_space;  ///< in KiB
    std::optional<std::string> usb;  ///< none: the stick in slot 1, unless a path names the other slot
    std::optional<std::string> vrf;  ///< none: not set by the user
    std::string bootflash = "/bootflash";
    std::string vsh = "/isan/bin/vsh";
    std::string log_dir;
    std::uint32_t deadline = 0;
    std::uint32_t timeout = 10;
    std::uint32_t cli_timeout = 600;
    std::uint16_t tftp_block_size = 0;
    bool tftp_no_options = false;
    std::optional<int> retries;
    std::optional<std::uint32_t> patience;
    bool no_syslog = false;
    bool verbose = false;
    bool quiet = false;
};

/// Defines the flags for CLI11, and where to store their values.
void define_flags(CLI::App& app, RawOptions& raw, Options& options);

}  // namespace poap
