#pragma once

#include <string>

namespace poap::test {

/// What `show boot` says when the next reload is to boot `image`.
inline std::string shows_boot(const std::string& image) {
    return "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.7.0.3.bin\n"
           "Boot POAP Disabled\n\nBoot Variables on next reload:\n\nsup-1\nNXOS variable = bootflash:/" +
           image + "\nBoot POAP Disabled\n";
}

/// What `show boot` says when `image` is set and saved.
inline std::string shows_boot_everywhere(const std::string& image) {
    return "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/" + image +
           "\nBoot POAP Disabled\n\nBoot Variables on next reload:\n\nsup-1\nNXOS variable = bootflash:/" +
           image + "\nBoot POAP Disabled\n";
}

/// Likewise with perpetual POAP.
inline std::string with_perpetual_poap(std::string show_boot) {
    for (auto at = show_boot.find("Disabled"); at != std::string::npos; at = show_boot.find("Disabled"))
        show_boot.replace(at, 8, "Enabled");
    return show_boot;
}

}  // namespace poap::test
