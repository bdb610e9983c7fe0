#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace poap::rig {

inline const std::string kSerial = "FDO2416ABCD";
inline const std::string kMac = "5e01.4002.0001";
inline const std::string kOldImage = "nxos.9.3.10.bin";  ///< that a switch runs
inline const std::string kNewImage = "nxos.9.3.12.bin";  ///< that it is to run

/// What is on bootflash only while the agent runs.
inline const std::string kConfigName = kSerial + ".cfg";
inline const std::string kConfigPart = "." + kConfigName + ".part";
inline const std::string kPart = "." + kNewImage + ".part";
inline const std::string kLockName = ".poap-agent.lock";

/// A secret that no log may show.
inline const std::string kSecret = "$5$saltsalt$8wYb0iBSs7dGB9u2";

/// A configuration as the lab's template makes them: no newline at its end.
inline const std::string kConfig = "hostname leaf1\nusername admin password 5 " + kSecret +
                                   " role network-admin\nboot nxos bootflash:/" + kNewImage;

/// An image: its bytes are their offsets, so that a piece from the wrong place shows.
std::string image_bytes(std::size_t size);

/// Of a file that may not be there.
std::string bytes_of(const std::string& path);

/// What stands between the separators.
std::vector<std::string> split(std::string_view text, std::string_view separator);

std::string md5_of(std::string_view bytes);
std::string sha256_of(std::string_view bytes);
std::string sha512_of(std::string_view bytes);

}  // namespace poap::rig
