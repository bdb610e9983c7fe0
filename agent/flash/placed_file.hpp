#pragma once

#include <optional>
#include <vector>

#include "base/digest.hpp"
#include "base/flash_folder.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/staged_file.hpp"

namespace poap {

/// A planned extra file that is ready for the commit: downloaded under a part's name, or already in its
/// folder.
struct StagedExtra {
    FileName name;
    FlashFolder folder;
    std::optional<StagedFile> download;  ///< none if it is already there
    Descriptor on_bootflash;             ///< the existing file, open for reading; else none
    std::optional<Digest> digest;        ///< of its bytes; none if no digest is known

    const Descriptor& file() const { return download ? download->file() : on_bootflash; }
};

/// An extra file in its folder, which is created if it is missing.
class PlacedFile {
  public:
    PlacedFile(StagedExtra& extra, const Bootflash& bootflash) : extra_(&extra), bootflash_(&bootflash) {}

    /// Persistent when it returns.
    /// @throws Error (Switch, NoSpace); call withdraw() then, too
    void place();

    /// @pre place() has returned
    /// @throws Error (Switch) if the name belongs to another file now
    void check() const { folder_->check_same(extra_->file().get(), extra_->name.str()); }

    /// After a failure: gives the file its part's name again, unless it replaced another file, and removes
    /// the folders that place() created, if they are empty.
    /// @throws Error (Switch, NoSpace)
    void withdraw();

  private:
    /// A folder that this object created.
    struct Created {
        Bootflash parent;
        FileName name;
    };
    void open_or_create_folder();

    StagedExtra* extra_;
    const Bootflash* bootflash_;
    std::vector<Created> created_;  ///< the uppermost first
    std::optional<Bootflash> folder_;
    bool is_new_ = false;  ///< whether withdraw() has to remove the file
};

}  // namespace poap
