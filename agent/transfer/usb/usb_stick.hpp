#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace poap {

/// A file on a stick, open for reading, or why it cannot be opened.
struct StickFile {
    Descriptor file;
    std::uint64_t size = 0;     ///< in bytes
    std::int64_t modified = 0;  ///< in seconds since 1970
    std::string fault;          ///< error message; empty if it is open
    bool absent = false;        ///< the stick is readable, but does not have the file
};

/// A mounted USB stick. Its content is not trusted: links on it are not followed, and only regular files are
/// opened.
class UsbStick {
  public:
    explicit UsbStick(std::string folder) : folder_(std::move(folder)) {}

    /// @param url `usb:/<path from the stick's root>`
    StickFile open(std::string_view url) const;

  private:
    std::string folder_;
};

}  // namespace poap
