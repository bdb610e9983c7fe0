#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "test_switch.hpp"

namespace poap::emulator::testing {

inline const std::string kNew = "nxos bootflash:///nxos.9.3.12.bin\n";
inline const std::string kOld = "nxos bootflash:///nxos.9.3.10.bin\n";
inline const std::string kBootNew = "configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin ; end";
inline constexpr int kRefusedCode = 16;

/// Files of a switch, `state/boot` or `bootflash/new.cfg`, and what is in them; none: not there.
using Left = std::map<std::string, std::optional<std::string>>;

/// What a line does on a switch.
struct Row {
    std::string name;
    std::string line;
    std::vector<std::string> answer = {};  ///< parts of it, in their order
    Left left = {};                        ///< afterwards
    Files before = {};
    NewSwitch fresh = {.poap = true};
    std::string typed = {};
    int exit_code = 0;
};

/// The line is refused.
inline Row refused(Row row) {
    row.exit_code = kRefusedCode;
    return row;
}

void expect_rows(const std::vector<Row>& rows);

}  // namespace poap::emulator::testing
