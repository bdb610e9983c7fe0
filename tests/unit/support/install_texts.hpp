#pragma once

#include <string>

namespace poap::test {

/// What `install all nxos … no-reload` prints, in the form of captures of 9.2 to 10.6, without the line of
/// success that 10.6(2) leaves out.
inline const std::string kInstalls = R"(Installer will perform compatibility check first. Please wait.
Installer will exit before reload
Installer is forced disruptive

Verifying image bootflash:/nxos.9.3.3.bin for boot variable "nxos".
[#                   ]   0%[####################] 100% -- SUCCESS

Notifying services about system upgrade.
[####################] 100% -- SUCCESS

Compatibility check is done:
Module  bootable          Impact  Install-type  Reason
------  --------  --------------  ------------  ------
     1       yes      disruptive         reset  default upgrade is not hitless

Images will be upgraded according to following table:
Module       Image                  Running-Version(pri:alt)           New-Version  Upg-Required
------  ----------  ----------------------------------------  --------------------  ------------
     1        nxos                               7.0(3)I7(9)                9.3(3)           yes
     1        bios     v05.53(01/22/2025):v05.47(04/28/2022)    v05.53(01/22/2025)            no

Install is in progress, please wait.
Setting boot variables.
[####################] 100% -- SUCCESS

Performing configuration copy.
[#                   ]   0%[######              ]  25%[####################] 100% -- SUCCESS

Module 1: Refreshing compact flash and upgrading bios/loader/bootrom.
Warning: please do not remove or power off the module at this time.
[#                   ]   0%
Module 1: Refreshing compact flash and upgrading bios/loader/bootrom.
Warning: please do not remove or power off the module at this time.
[####################] 100% -- SUCCESS
)";

inline const std::string kInstalled = "\n\nInstall has been successful.\n";

/// A service that prevents the upgrade (Cisco's community, iCAM and a downgrade).
inline const std::string kPreUpgradeFails = R"(Installer will perform compatibility check first. Please wait.

Notifying services about system upgrade.
[#                   ]   0% -- FAIL.
Return code 0x437F0001 ((null)).
Service "icam" in vdc 1: downgrade to the target version is not supported.
Pre-upgrade check failed. Return code 0x437F0001 ((null)).
)";

/// A BIOS that cannot be written (field notice 70320), after the save.
inline const std::string kBiosFails = R"(Performing configuration copy.
[####################] 100% -- SUCCESS

Module 1: Refreshing compact flash and upgrading bios/loader/bootrom.
Warning: please do not remove or power off the module at this time.
[#                   ]   0% -- FAIL.
Return code 0x40710003 (BIOS image not found).
Resetting boot variables. Please wait.
Install has failed. Return code 0x40930015 (Pre-upgrade of a module failed).
)";

/// The same with the caution that field notice 70320 quotes.
inline const std::string kBiosCorrupt =
    "Return code 0x40710003 (BIOS image not found).\n"
    "CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try programming it "
    "again and DO NOT reboot without programming it successfully.\n"
    "Resetting boot variables. Please wait.\n"
    "Install has failed. Return code 0x40930015 (Pre-upgrade of a module failed).\n";

}  // namespace poap::test
