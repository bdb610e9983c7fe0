#pragma once

#include <map>
#include <string>
#include <vector>

namespace poap::rig {

/// A folder's files: name and bytes; of what is no regular file, the name.
using Snapshot = std::map<std::string, std::string>;

Snapshot snapshot_of(const std::string& folder);

/// The names, sorted.
std::vector<std::string> names_in(const Snapshot& snapshot);

/// Whether this is the name of one of the agent's logs.
bool is_log(const std::string& name);

/// A snapshot but for the agent's logs.
Snapshot without_logs(const Snapshot& snapshot);

/// The names of the agent's logs.
std::vector<std::string> logs_in(const Snapshot& snapshot);

}  // namespace poap::rig
