#include "base/body_sink.hpp"

namespace poap {

bool Version::agrees_with(const Version& other) const {
    if (!etag.empty() && !other.etag.empty()) return etag == other.etag;
    return !modified || !other.modified || modified == other.modified;
}

}  // namespace poap
