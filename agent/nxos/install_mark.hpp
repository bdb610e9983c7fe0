#pragma once

#include <string>

#include "log/log.hpp"

namespace poap {

/// The file that tells POAP not to abort the boot file, since `install all` is running. Cisco's poap.py makes
/// it before the install and removes it after one that failed.
inline const std::string kInstallMark = "/tmp/poap_issu_started";

/// Makes the file; removes it with the object, unless the install succeeded. A failure to make it is logged.
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
