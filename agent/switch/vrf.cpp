#include "switch/vrf.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

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

void Vrf::open() {
    opened_ = true;
    if (name_ == "none") return;
    home_ = open_namespace("/proc/self/ns/net");
    Descriptor vrf = open_vrf(name_);
    if (!home_ || !vrf || setns(vrf.get(), CLONE_NEWNET) != 0) {
        log_.warning("VRF ", name_, " cannot be entered (", std::strerror(errno),
                     "): using the current network; --vrf none says that this is meant");
        return;
    }
    there_ = std::move(vrf);
    log_.debug("entered VRF ", name_);
}

Vrf::Scope Vrf::enter() {
    if (!opened_) open();
    if (!there_) return Scope(-1);
    // It was entered before.
    if (setns(there_.get(), CLONE_NEWNET) != 0) std::abort();
    return Scope(home_.get());
}

Vrf::Scope::~Scope() {
    // The namespace is held open, so this cannot fail; were it to, the CLI would be run in the wrong one.
    if (home_ >= 0 && setns(home_, CLONE_NEWNET) != 0) std::abort();
}

}  // namespace poap
