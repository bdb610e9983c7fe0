#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "digests.hpp"
#include "folder.hpp"

namespace poap::stub {

/// The digests of the images in the folder. An image takes seconds to read through, so its digests are kept
/// for as long as the file is the same. Safe to use from several threads.
class ImageDigests {
  public:
    explicit ImageDigests(Folder& folder) : folder_(folder) {}

    /// None when the image is not in the folder. When they are computed, `<image>.md5` is put beside the
    /// image, unless there is one that is not older than the image: somebody's own. Throws
    /// std::runtime_error.
    std::optional<Digests> of(const FileName& image);

  private:
    struct Known {
        struct stat file;
        Digests digests;
    };

    void write_sidecar(const FileName& image, const File& file, const Digests& digests);

    Folder& folder_;
    std::mutex computing_;
    std::map<FileName, Known> known_;
};

}  // namespace poap::stub
