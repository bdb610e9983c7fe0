#pragma once

#include <functional>
#include <optional>
#include <string>

namespace poap::test {

/// What a child process has returned, and how it ended, as waitpid has it.
struct OfChild {
    std::string result;
    int status;
};

/// Runs `act` in a child process, which is killed after five minutes.
OfChild in_child(const std::function<std::string()>& act);

/// What `act` returns, run in a child process with mounts and a network of its own, so that the machine's
/// stay as they are. Nothing where the machine does not allow that: it takes root.
std::optional<std::string> in_own_namespaces(const std::function<std::string()>& act);

/// Mounts an empty file system, in own namespaces only.
void mount_tmpfs(const std::string& folder);

}  // namespace poap::test
