#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "folder.hpp"
#include "inventory_file.hpp"
#include "registrar.hpp"
#include "request_log.hpp"

namespace poap::stub {

/// Checks the inventory and the folder, and computes the images' digests, at the start and after each change.
/// Logs each fault once, until it is gone and comes back. Works in its own thread: signals and requests must
/// not wait for a large image.
class Checker {
  public:
    Checker(InventoryFile& inventory, Registrar& registrar, const Folder& folder, RequestLog& log);

    /// Begins a check if a file has changed, or at the first call; abandons the previous one. Waits until the
    /// files in the folder are the same in two calls: one may still be written.
    void follow();

    /// What the last check found; while one is running, also what it has found so far.
    std::vector<std::string> faults() const;

  private:
    /// The files that are checked. Two states are equal if nothing has changed.
    struct State {
        std::shared_ptr<const Inventory> inventory;
        std::size_t folder = 0;

        bool operator==(const State&) const = default;
    };

    void check(const std::stop_token& stop);
    /// Whether it is not in the log yet. Counts it as logged.
    bool is_new(const std::string& fault);

    InventoryFile& inventory_;
    Registrar& registrar_;
    const Folder& folder_;
    RequestLog& log_;
    State checked_;
    State seen_;
    mutable std::mutex faults_access_;
    std::set<std::string> logged_;
    std::jthread thread_;
};

}  // namespace poap::stub
