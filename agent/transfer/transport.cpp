#include "transfer/transport.hpp"

namespace poap {

bool Version::agrees_with(const Version& other) const {
    if (!etag.empty() && !other.etag.empty()) return etag == other.etag;
    return !modified || !other.modified || modified == other.modified;
}

bool status_may_pass(long status) {
    return status == 408 || status == 429 || status >= 500;
}

Refusal refusal_by_status(long status) {
    switch (status) {
        case 404:
        case 410:
            return Refusal::Absent;
        case 403:
            return Refusal::Denied;
        case 500:
            return Refusal::ServerError;
        default:
            return Refusal::Other;
    }
}

}  // namespace poap
