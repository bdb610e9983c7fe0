#pragma once

#include <string>
#include <vector>

#include "folder.hpp"
#include "inventory_file.hpp"
#include "registrar.hpp"

namespace poap::stub {

/// What is wrong with the inventory, and with the boot files in the folder. One line each, which begins with
/// the file.
std::vector<std::string> faults_of_files(InventoryFile& inventory, const Folder& folder);

/// The same, and what is wrong with each switch's configuration and with the images. Writes nothing.
std::vector<std::string> faults_of_site(InventoryFile& inventory, Registrar& registrar, const Folder& folder);

}  // namespace poap::stub
