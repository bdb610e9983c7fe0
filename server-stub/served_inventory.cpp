#include "served_inventory.hpp"

#include <algorithm>

#include "inventory.hpp"

namespace poap::stub {
namespace {

namespace fs = std::filesystem;

/// Whether a path is that folder or below it. Both must be canonical.
bool is_within(const fs::path& path, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

/// The path of the entry itself, without following it if it is a link.
fs::path own_path(const fs::path& path) {
    return fs::canonical(fs::absolute(path).parent_path()) / path.filename();
}

/// Whether an entry of the folder is the inventory, or a link to it.
bool leads_to(const fs::directory_entry& entry, const fs::path& inventory) {
    std::error_code ignored;  // for dangling links
    if (entry.is_symlink()) return is_within(inventory, fs::canonical(entry.path(), ignored)) && !ignored;
    return entry.is_regular_file() && fs::equivalent(entry.path(), inventory, ignored);
}

}  // namespace

void require_not_served(const fs::path& inventory, const fs::path& folder) {
    const auto fail = [&](const fs::path& where) {
        throw InventoryError("is in the templates folder, which everyone can download, as " + where.string() +
                             ": move it out");
    };
    if (!fs::is_regular_file(inventory)) return;  // a pipe, whose content is gone once read
    const fs::path served = fs::canonical(folder);
    const fs::path real = fs::canonical(inventory);
    for (const fs::path& path : {own_path(inventory), real})
        if (is_within(path, served)) fail(path);
    constexpr auto skip = fs::directory_options::skip_permission_denied;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(served, skip))
        if (leads_to(entry, real)) fail(entry.path());
}

}  // namespace poap::stub
