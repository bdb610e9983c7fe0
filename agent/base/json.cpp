#include "base/json.hpp"

#include "base/text.hpp"

namespace poap {

namespace {

Json name_or_null(const std::optional<FileName>& name) {
    return name ? Json(name->str()) : Json(nullptr);
}

}  // namespace

Json json_of(const Identity& identity) {
    return {{"serial", identity.serial.str()},
            {"mac", identity.mac.str()},
            {"running_image", name_or_null(identity.running.system)},
            {"kickstart_image", name_or_null(identity.running.kickstart)}};
}

Json json_of(const std::optional<Digest>& digest) {
    return digest ? Json(digest->str()) : Json(nullptr);
}

}  // namespace poap
