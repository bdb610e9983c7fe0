#include "status/switch_status.hpp"

namespace poap::stub {

const Run* SwitchStatus::current_run() const {
    const bool is_past = run && run->ended && registered && *registered > *run->ended;
    return run && !is_past ? &*run : nullptr;
}

const char* SwitchStatus::state() const {
    const Run* const current = current_run();
    if (!current) return last_seen ? "asked" : "waiting";
    if (!current->result) return "running";
    if (current->result->exit_code != 0) return "failed";
    return current->result->hop ? "reloading" : "provisioned";
}

}  // namespace poap::stub
