#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>

#include "digests.hpp"
#include "folder.hpp"

namespace poap::stub {

/// The digests of the images in the folder. An image takes seconds to read through, so its digests are kept
/// for as long as the file is the same. Safe to use from several threads: one image is read by one of them,
/// and the others wait for it alone.
class ImageDigests {
  public:
    explicit ImageDigests(Folder& folder) : folder_(folder) {}

    /// None when the image is not in the folder. When they are computed, `<image>.md5` is put beside the
    /// image, unless there is one that is not older than the image: somebody's own. One that was put there
    /// for an image before is replaced, whatever the times of the files. Throws std::runtime_error, also soon
    /// after a stop is requested.
    std::optional<Digests> of(const FileName& image, const std::stop_token& stop);

  private:
    struct Known {
        struct stat file;
        Digests digests;
    };

    struct Image {
        std::timed_mutex computing;
        std::optional<Known> known;
    };

    Image& entry_of(const FileName& image);
    void write_sidecar(const FileName& image, const Known& now, const std::optional<Known>& before);

    Folder& folder_;
    std::mutex looking_up_;
    std::map<FileName, Image> images_;
};

}  // namespace poap::stub
