#pragma once

#include <filesystem>

namespace poap::stub {

/// Makes sure that the inventory is not in the folder that is served, where any client could fetch it:
/// neither in it or a folder below it, nor by a symbolic or hard link. That this server itself follows no
/// links and serves no folders below is not enough: others serve the same folder. Throws InventoryError,
/// std::filesystem::filesystem_error.
void require_not_served(const std::filesystem::path& inventory, const std::filesystem::path& folder);

}  // namespace poap::stub
