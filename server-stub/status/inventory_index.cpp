#include "status/inventory_index.hpp"

#include <utility>

namespace poap::stub {

InventoryIndex::InventoryIndex(std::shared_ptr<const Inventory> inventory)
    : inventory_(std::move(inventory)) {
    for (const Switch& entry : inventory_->switches) {
        const auto id = entry.values.find("id");
        if (id != entry.values.end()) by_id_.emplace(id->second, &entry);
        if (entry.mac) by_mac_.emplace(entry.mac->text(), &entry);
    }
}

const Switch* InventoryIndex::find(const std::optional<FileName>& serial,
                                   const std::optional<MacAddress>& mac) const {
    const auto by_id = serial ? by_id_.find(serial->str()) : by_id_.end();
    if (by_id != by_id_.end()) return by_id->second;
    const auto by_mac = mac ? by_mac_.find(mac->text()) : by_mac_.end();
    return by_mac == by_mac_.end() ? nullptr : by_mac->second;
}

}  // namespace poap::stub
