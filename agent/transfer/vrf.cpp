#include "transfer/vrf.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

Descriptor open_namespace(const std::string& path) {
    // Nonblocking: a FIFO at that path must not block the run.
    return Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

Descriptor open_vrf(const std::string& name) {
    Descriptor vrf = open_namespace("/var/run/netns/" + name);
    if (!vrf && errno == ENOENT && name == "default") vrf = open_namespace("/proc/1/ns/net");
    return vrf;
}

}  // namespace

void Vrf::open() {
    if (name_ != "none") {
        home_ = open_namespace("/proc/self/ns/net");
        if (!home_) return fall_back(errno);
        Descriptor vrf = open_vrf(name_);
        if (!vrf || setns(vrf.get(), CLONE_NEWNET) != 0) return fall_back(errno);
        there_ = std::move(vrf);
        log_.debug("entered VRF ", name_);
    }
    opened_ = true;
}

void Vrf::fall_back(int error) {
    const std::string cause = concat("VRF ", name_, " cannot be entered (", std::strerror(error), ")");
    const char* advice =
        "`show vrf` and `ip netns list` list the VRFs of this switch: correct --vrf, or `vrf` in the boot "
        "file; `none` is the current network";
    switch (fallback_) {
        case VrfFallback::NotAsked:
            throw Error(ExitCode::Switch, concat(cause, ": nothing was sent"), advice);
        case VrfFallback::NotPassword:
            throw Error(ExitCode::Switch,
                        concat(cause,
                               ": nothing was sent, because the --username login must not be sent in the "
                               "current network"),
                        advice);
        case VrfFallback::Allowed:
            opened_ = true;
            log_.warning(cause,
                         ": using the current network; set --vrf to \"none\" to use it without this warning");
    }
}

Vrf::Scope Vrf::enter() {
    if (!opened_) open();
    if (!there_) return Scope(-1);
    // entering worked before
    if (setns(there_.get(), CLONE_NEWNET) != 0) std::abort();
    return Scope(home_.get());
}

Descriptor Vrf::duplicate() const {
    return there_ ? there_.duplicate() : Descriptor();
}

Vrf::Scope::~Scope() {
    // The descriptor keeps the namespace alive, so this cannot fail; if it did, the CLI would run in the
    // wrong one.
    if (home_ >= 0 && setns(home_, CLONE_NEWNET) != 0) std::abort();
}

}  // namespace poap
