#pragma once

#include <functional>
#include <optional>
#include <string>

namespace poap::test {

/// What `act` returns, run in a child process with mounts and a network of its own, so that the machine's
/// stay as they are. Nothing where the machine does not allow that: it takes root.
std::optional<std::string> in_own_namespaces(const std::function<std::string()>& act);

/// Mounts an empty file system, in own namespaces only.
void mount_tmpfs(const std::string& folder);

}  // namespace poap::test
