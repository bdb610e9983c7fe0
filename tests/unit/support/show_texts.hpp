#pragma once

#include <cstddef>
#include <string>

#include "base/text.hpp"

namespace poap::test {

/// `show module` of a Nexus 9300.
inline const std::string kOneModule =
    "Mod Ports             Module-Type                      Model           Status\n"
    "--- ----- ------------------------------------- --------------------- ---------\n"
    "1    54   48x10/25G + 6x40/100G Ethernet Module N9K-C93180YC-EX       active *\n";

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

/// `show module` of a Nexus 9500 with long names of modules: rows of 91 characters.
inline const std::string kWideModules =
    "Mod Ports                  Module-Type                            Model           Status\n"
    "--- ----- ------------------------------------------------ --------------------- ----------\n"
    "1    36   36x400G QSFP56-DD Ethernet Module                N9K-X9736C-FX         ok        \n"
    "27   0    Supervisor Module                                N9K-SUP-A+            active *  \n"
    "28   0    Supervisor Module                                N9K-SUP-A+            ha-standby\n";

/// As a switch prints it on a terminal of so many columns.
inline std::string wrapped_at(std::size_t columns, const std::string& text) {
    std::string wrapped;
    for (std::string_view line : lines_of(text)) {
        for (; line.size() > columns; line.remove_prefix(columns)) wrapped.append(line, 0, columns) += '\n';
        wrapped.append(line) += '\n';
    }
    return wrapped;
}

}  // namespace poap::test
