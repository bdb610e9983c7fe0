#pragma once

#include <string>

#include "support/planned.hpp"

namespace poap::test {

inline const std::string kShowModule = "terminal dont-ask ; terminal width 511 ; show module";
inline const std::string kMd5There =
    "terminal dont-ask ; show file bootflash_sup-remote:nxos.9.3.3.bin md5sum";
inline const std::string kCopyThere =
    "terminal dont-ask ; copy bootflash:nxos.9.3.3.bin bootflash_sup-remote:nxos.9.3.3.bin";
inline const std::string kDeleteThere =
    "terminal dont-ask ; delete bootflash_sup-remote:nxos.9.3.3.bin no-prompt";

/// What `show module` says of a switch with two supervisors, the second in this state.
inline std::string shows_standby(const std::string& state) {
    return "Mod Ports             Module-Type                      Model           Status\n"
           "--- ----- ------------------------------------- --------------------- ---------\n"
           "27   0    Supervisor Module                     N9K-SUP-A             active *\n"
           "28   0    Supervisor Module                     N9K-SUP-A             " +
           state + "\n";
}

/// What `show file … md5sum` says of a file of these bytes.
inline std::string shows_md5(std::string_view bytes) {
    return md5_of(bytes).hex() + "\n";
}

/// What `show boot` says of two supervisors that are to boot these.
inline std::string both_boot(const std::string& first, const std::string& second) {
    return "Boot Variables on next reload:\n\nsup-1\nNXOS variable = bootflash:/" + first +
           "\nBoot POAP Disabled\nsup-2\nNXOS variable = bootflash:/" + second + "\nBoot POAP Disabled\n";
}

}  // namespace poap::test
