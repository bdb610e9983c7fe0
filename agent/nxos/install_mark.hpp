#pragma once

#include <string>

#include "log/log.hpp"

namespace poap {

/// While this file exists, POAP does not abort the boot file, because `install all` is running. Cisco's
/// poap.py creates it before the install and removes it if the install fails.
inline const std::string kInstallMark = "/tmp/poap_issu_started";

/// Creates the file; the destructor removes it, unless the install succeeded. Failure to create it is logged.
class InstallMark {
  public:
    InstallMark(std::string path, Log& log);
    ~InstallMark();
    InstallMark(const InstallMark&) = delete;
    InstallMark& operator=(const InstallMark&) = delete;

    void installed() { installed_ = true; }

  private:
    std::string path_;
    bool installed_ = false;
};

}  // namespace poap
