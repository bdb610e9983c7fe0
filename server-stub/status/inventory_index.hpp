#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/names.hpp"
#include "inventory.hpp"

namespace poap::stub {

/// Finds the listed switches of an inventory quickly. Unlike Inventory::find(), leaves out the entry for
/// unknown switches, and of two with the same id takes the first.
class InventoryIndex {
  public:
    explicit InventoryIndex(std::shared_ptr<const Inventory> inventory);

    const std::shared_ptr<const Inventory>& inventory() const { return inventory_; }

    /// Null if it is not listed.
    const Switch* find(const std::optional<FileName>& serial, const std::optional<MacAddress>& mac) const;

  private:
    std::shared_ptr<const Inventory> inventory_;
    std::map<std::string_view, const Switch*> by_id_;
    std::map<std::string_view, const Switch*> by_mac_;
};

}  // namespace poap::stub
