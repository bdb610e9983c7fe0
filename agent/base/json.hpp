#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "base/digest.hpp"
#include "base/identity.hpp"

namespace poap {

/// Keys stay in the order they are given in.
using Json = nlohmann::ordered_json;

/// One flat object with `serial`, `mac`, `running_image` and `kickstart_image` (file names, or null).
Json json_of(const Identity& identity);

/// `SHA-256 ab12...`, or null.
Json json_of(const std::optional<Digest>& digest);

}  // namespace poap
