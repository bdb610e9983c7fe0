#include "status/switch_status.hpp"

namespace poap::stub {

const char* SwitchStatus::state() const {
    if (!run) return last_seen ? "asked" : "waiting";
    if (!run->result) return "running";
    if (run->result->exit_code != 0) return "failed";
    return run->result->hop ? "reloading" : "provisioned";
}

}  // namespace poap::stub
