#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "folder.hpp"
#include "inventory.hpp"
#include "request_log.hpp"

namespace poap::stub {

/// Waits long enough for a program that writes a file in place to be done with a piece of it.
void wait_for_writer();

/// The file that the inventory is in, which people edit while the server runs. Safe to use from several
/// threads.
class InventoryFile {
  public:
    /// Reads it.
    /// @param served the folder that is open to everyone, where the file must not be
    /// @param between_looks called between two looks at a file that has changed: they have to agree
    /// Throws InventoryError, std::filesystem::filesystem_error: nothing else can be used at the start.
    InventoryFile(std::filesystem::path file, Folder& served, RequestLog& log,
                  std::function<void()> between_looks = wait_for_writer);

    /// The inventory as the file has it now. Where the file is broken (see first_fault as well), absent or
    /// served to everyone, that is logged once, and the last good inventory is returned until that has
    /// passed. The folder is told to withhold the file. What is not a regular file, such as a pipe, is read
    /// at the start only.
    std::shared_ptr<const Inventory> current();

    /// The same, after a look through the whole served folder even where the text is as it was: it may have
    /// been moved or linked there.
    std::shared_ptr<const Inventory> watched();

  private:
    /// What was found in the file's place: its text, or why that cannot be had.
    struct Look {
        std::string text;
        std::string fault;

        bool operator==(const Look&) const = default;
    };

    /// What the text makes, or what is wrong with it.
    struct Content {
        std::shared_ptr<const Inventory> inventory;
        std::string fault;
    };

    Look look();
    Look settled_look();
    std::string text_of_file();
    static Content content_of(const Look& look);
    void refuse_new_faults() const;
    std::shared_ptr<const Inventory> usable(const Look& now, bool look_through_folder);
    std::shared_ptr<const Inventory> read_again(bool look_through_folder);

    std::filesystem::path file_;
    Folder& served_;
    RequestLog& log_;
    std::function<void()> between_looks_;
    bool is_regular_;
    std::mutex reading_;
    Descriptor open_;           ///< the file last read: while it is open, no other is taken for it
    std::optional<Look> last_;  ///< whatever came of it
    Content content_;           ///< of last_
    std::string fault_;         ///< why that is not in use; empty where it is
    std::shared_ptr<const Inventory> inventory_;  ///< in use
};

}  // namespace poap::stub
