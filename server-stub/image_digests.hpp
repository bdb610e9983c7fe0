#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "digest_cache.hpp"
#include "digests.hpp"
#include "folder.hpp"
#include "turns.hpp"

namespace poap::stub {

/// Whether an image's digests are also written to `<image>.md5`.
enum class Sidecar { Leave, Write };

/// An image that is being read.
struct ImageReading {
    std::string name;
    std::uint64_t bytes;  ///< read so far
    std::uint64_t size;

    bool operator==(const ImageReading&) const = default;
};

/// Digests of the images in the folder. Reading an image takes seconds, so its digests are cached as long as
/// the file is unchanged, also across restarts (DigestCache). Thread-safe: each image is read by one thread,
/// and only threads that need the same image wait for it.
class ImageDigests {
  public:
    ImageDigests(Folder& folder, RequestLog& log) : folder_(folder), cache_(folder, log) {}

    /// None if the image is not in the folder. Does not replace a user's own `<image>.md5`: one that is not
    /// older than the image. One that was written here for a previous image is replaced, whatever the files'
    /// times are.
    /// @throws std::runtime_error, also soon after a stop is requested
    std::optional<Digests> of(const FileName& image, Sidecar sidecar, const std::stop_token& stop);

    /// The images that are being read now.
    std::vector<ImageReading> readings() const;

  private:
    struct Known {
        struct stat file;
        Digests digests;
    };

    struct Image {
        Turns turns;
        std::atomic<std::uint64_t> bytes_read = 0;
        std::atomic<std::uint64_t> size_to_read = 0;  ///< 0 unless it is being read
        std::optional<Known> known;
        bool has_sidecar = false;        ///< whether the sidecar for `known` was written, or left to the user
        std::optional<Digests> written;  ///< in the sidecar that was last written here
    };

    Image& entry_of(const FileName& image);
    static Digests read(const File& file, Image& entry, const std::stop_token& stop);
    void write_sidecar(const FileName& image, Image& entry);

    Folder& folder_;
    DigestCache cache_;
    mutable std::mutex looking_up_;
    std::map<FileName, Image> images_;
};

}  // namespace poap::stub
