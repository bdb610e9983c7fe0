#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>

#include "digests.hpp"
#include "folder.hpp"

namespace poap::stub {

/// Digests of the images in the folder. Reading an image takes seconds, so its digests are cached as long as
/// the file is unchanged. Thread-safe: each image is read by one thread, and only threads that need the same
/// image wait for it.
class ImageDigests {
  public:
    explicit ImageDigests(Folder& folder) : folder_(folder) {}

    /// None if the image is not in the folder. After computing the digests, writes `<image>.md5`, unless
    /// there is a user's own: one that is not older than the image. One that was written here for a previous
    /// image is replaced, whatever the files' times are.
    /// @throws std::runtime_error, also soon after a stop is requested
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
