#include "nxos/install_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/descriptor.hpp"

namespace poap {

InstallMark::InstallMark(std::string path, Log& log) : path_(std::move(path)) {
    // Anybody may write in /tmp: no link is followed, and no pipe waited for.
    const Descriptor file(
        open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644));
    if (!file) log.warning("cannot create ", path_, ": ", std::strerror(errno));
}

InstallMark::~InstallMark() {
    if (!installed_) unlink(path_.c_str());
}

}  // namespace poap
