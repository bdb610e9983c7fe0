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

/// Waits long enough for a program that is writing the file in place.
void wait_for_writer();

/// The inventory file, which users edit while the server runs. Thread-safe.
class InventoryFile {
  public:
    /// Reads the file.
    /// @param served the folder that is served to everyone, in which the file must not be
    /// @param between_looks called between two reads of a changed file, which must agree
    /// @throws InventoryError, std::filesystem::filesystem_error: there is no earlier inventory to fall back
    /// to
    InventoryFile(std::filesystem::path file, Folder& served, RequestLog& log,
                  std::function<void()> between_looks = wait_for_writer);

    const std::filesystem::path& path() const { return file_; }

    /// The current inventory. If the file is invalid (see also faults_of), missing or served to everyone,
    /// logs that once, and returns the last valid inventory until it is fixed. Makes the folder withhold the
    /// file. A file that is not regular, such as a pipe, is read only at the start.
    std::shared_ptr<const Inventory> current();

    /// The inventory in use, as of the last reading. Never waits for one.
    std::shared_ptr<const Inventory> latest() const;

    /// Why the file is not in use, but its previous content; empty if it is. Like latest().
    std::string fault() const;

    /// The same as current(), but searches the whole served folder even if the text is unchanged: the file
    /// may have been moved or linked there.
    std::shared_ptr<const Inventory> watched();

  private:
    /// Result of reading the file: its text, or why it cannot be read.
    struct Look {
        std::string text;
        std::string fault;

        bool operator==(const Look&) const = default;
    };

    /// The parsed text, or what is wrong with it.
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
    mutable std::mutex in_use_;  ///< for inventory_ and fault_; they change only while reading_ is held, too
    std::mutex reading_;
    Descriptor open_;           ///< the file last read; being open, its inode number cannot be reused
    std::optional<Look> last_;  ///< the last result
    Content content_;           ///< from last_
    std::string fault_;         ///< why content_ is not in use; empty if it is
    std::shared_ptr<const Inventory> inventory_;  ///< the inventory in use
};

}  // namespace poap::stub
