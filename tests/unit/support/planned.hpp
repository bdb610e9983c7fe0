#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "plan/install_plan.hpp"

namespace poap::test {

inline FileName name(std::string_view text) {
    return FileName::parse(text).value();
}

inline Digest digest_of(DigestKind kind, std::string_view bytes) {
    Hasher hasher(kind);
    hasher.update(bytes);
    return hasher.digest();
}

inline Digest md5_of(std::string_view bytes) {
    return digest_of(DigestKind::Md5, bytes);
}

inline const std::string kConfigUrl = "http://10.0.0.1:5000/conf/FDO21120U5D";
inline const std::string kSystemUrl = "tftp://10.0.0.1/nxos.9.3.3.bin";
inline const std::string kKickstartUrl = "tftp://10.0.0.1/kick.6.0.2.bin";

inline PlannedFile planned_config(std::optional<Digest> digest = std::nullopt) {
    return {name("FDO21120U5D.cfg"), Protocol::Http, kConfigUrl, std::move(digest)};
}
inline PlannedFile planned_system(std::optional<Digest> digest = std::nullopt) {
    return {name("nxos.9.3.3.bin"), Protocol::Tftp, kSystemUrl, std::move(digest)};
}
inline PlannedFile planned_kickstart(std::optional<Digest> digest = std::nullopt) {
    return {name("kick.6.0.2.bin"), Protocol::Tftp, kKickstartUrl, std::move(digest)};
}

}  // namespace poap::test
