#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "digests.hpp"
#include "folder.hpp"
#include "request_log.hpp"

namespace poap::stub {

/// Keeps images' digests in a hidden file of the folder, so that a restarted server does not read the images
/// again. They count only for a file whose name, size, inode and times of change are still the same.
/// Thread-safe.
class DigestCache {
  public:
    /// Reads the file. Ignores a damaged one, and logs that.
    DigestCache(Folder& folder, RequestLog& log);

    /// None if there are none for this version of the file.
    std::optional<Digests> find(const FileName& image, const struct stat& file);

    /// Adds them, removes those of images that are gone, and writes the file; logs if that fails.
    void add(const FileName& image, const struct stat& file, const Digests& digests);

  private:
    struct Entry {
        std::string version;  ///< of the file
        Digests digests;
    };

    static std::string version_of(const struct stat& file);
    void load();
    void save() const;

    Folder& folder_;
    RequestLog& log_;
    std::mutex access_;
    std::map<FileName, Entry> entries_;
};

}  // namespace poap::stub
