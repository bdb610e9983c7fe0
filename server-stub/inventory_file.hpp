#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "inventory.hpp"
#include "request_log.hpp"

namespace poap::stub {

/// The file that the inventory is in, which people edit while the server runs. Safe to use from several
/// threads.
class InventoryFile {
  public:
    /// Reads it.
    /// @param served the folder that is open to everyone, where the file must not be
    /// Throws InventoryError, std::filesystem::filesystem_error: nothing else can be used at the start.
    InventoryFile(std::filesystem::path file, std::filesystem::path served, RequestLog& log);

    /// The inventory as the file has it now. Where the file is broken, absent or served to everyone, that is
    /// logged once, and the last good inventory is returned. What is not a regular file, such as a pipe, is
    /// read at the start only.
    std::shared_ptr<const Inventory> current();

  private:
    /// What was found in the file's place: its text, or why that cannot be had.
    struct Look {
        std::string text;
        std::string fault;

        bool operator==(const Look&) const = default;
    };

    Look look() const;
    Look settled_look() const;
    std::shared_ptr<const Inventory> parsed(const Look& look) const;

    std::filesystem::path file_;
    std::filesystem::path served_;
    RequestLog& log_;
    bool is_regular_;
    std::mutex reading_;
    Look last_;
    std::shared_ptr<const Inventory> inventory_;
};

}  // namespace poap::stub
