#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace poap {

/// A file on a stick, open for reading, or why it is not.
struct StickFile {
    Descriptor file;
    std::uint64_t size = 0;     ///< in bytes
    std::int64_t modified = 0;  ///< in seconds since 1970
    std::string fault;          ///< for a person; empty where it is open
    bool absent = false;        ///< the stick is readable, and has no such file
};

/// A USB stick, as a folder that it is mounted at. Whoever wrote the stick is not trusted: no link on it is
/// followed, and nothing but a regular file is opened.
class UsbStick {
  public:
    explicit UsbStick(std::string folder) : folder_(std::move(folder)) {}

    /// @param url `usb:/<path from the stick's top>`
    StickFile open(std::string_view url) const;

  private:
    std::string folder_;
};

}  // namespace poap
