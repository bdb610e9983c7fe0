#pragma once

#include <filesystem>

namespace poap::stub {

/// Checks that the inventory is not in the served folder, where any client could download it: neither in it
/// nor in a folder below it, nor by a symbolic or hard link. This server follows no links and serves no
/// subfolders, but others may serve the same folder.
/// @throws InventoryError, std::filesystem::filesystem_error
void require_not_served(const std::filesystem::path& inventory, const std::filesystem::path& folder);

}  // namespace poap::stub
