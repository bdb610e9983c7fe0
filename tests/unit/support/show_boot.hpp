#pragma once

#include <string>

namespace poap::test {

/// What `show boot` says when the next reload is to boot `image`.
inline std::string shows_boot(const std::string& image) {
    return "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.7.0.3.bin\n"
           "Boot POAP Disabled\n\nBoot Variables on next reload:\n\nsup-1\nNXOS variable = bootflash:/" +
           image + "\nBoot POAP Disabled\n";
}

}  // namespace poap::test
