#include "site_check.hpp"

#include "boot_files.hpp"
#include "inventory_check.hpp"

namespace poap::stub {
namespace {

void append(std::vector<std::string>& faults, const std::string& where,
            const std::vector<std::string>& more) {
    for (const std::string& fault : more) faults.push_back(where + fault);
}

}  // namespace

std::vector<std::string> faults_of_files(InventoryFile& inventory, const Folder& folder) {
    std::vector<std::string> faults;
    const auto current = inventory.current();
    append(faults, inventory.path().string() + ": ", faults_of(*current));
    append(faults, inventory.path().string() + ": ", doubts_about(*current, folder));
    append(faults, "", faults_of_boot_files(folder));
    return faults;
}

std::vector<std::string> faults_of_site(InventoryFile& inventory, Registrar& registrar,
                                        const Folder& folder) {
    std::vector<std::string> faults = faults_of_files(inventory, folder);
    registrar.check_configs([&](const std::string& fault) { faults.push_back(fault); }, {});
    append(faults, "", registrar.digest_images(Sidecar::Leave, {}));
    return faults;
}

}  // namespace poap::stub
