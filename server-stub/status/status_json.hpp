#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "status/switch_board.hpp"

namespace poap::stub {

/// `2026-11-30T23:00:00Z`
std::string utc_text(Time time);

/// One switch as in the answer to `GET /api/switches` (docs/protocol.md), with `entry` null.
nlohmann::ordered_json json_of(const BoardRow& row);

/// The same with its `log`.
nlohmann::ordered_json json_of(const BoardDetail& detail);

}  // namespace poap::stub
