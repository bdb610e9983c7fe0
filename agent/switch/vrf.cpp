#include "switch/vrf.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace poap {

namespace {

Descriptor open_namespace(const std::string& path) {
    return Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

Descriptor open_vrf(const std::string& name) {
    Descriptor vrf = open_namespace("/var/run/netns/" + name);
    if (!vrf && errno == ENOENT && name == "default") vrf = open_namespace("/proc/1/ns/net");
    return vrf;
}

}  // namespace

VrfScope::VrfScope(const std::string& name, Log& log) {
    if (name == "none") return;
    Descriptor here = open_namespace("/proc/self/ns/net");
    const Descriptor vrf = open_vrf(name);
    if (!here || !vrf || setns(vrf.get(), CLONE_NEWNET) != 0) {
        log.warning("VRF ", name, " cannot be entered (", std::strerror(errno),
                    "): using the current network; --vrf none says that this is meant");
        return;
    }
    home_ = std::move(here);
    log.debug("entered VRF ", name);
}

VrfScope::~VrfScope() {
    // The namespace is held open, so this cannot fail; were it to, the CLI would be run in the wrong one.
    if (home_ && setns(home_.get(), CLONE_NEWNET) != 0) std::abort();
}

}  // namespace poap
