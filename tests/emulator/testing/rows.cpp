#include "rows.hpp"

#include <gtest/gtest.h>

namespace poap::emulator::testing {

void expect_rows(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const TestSwitch device(row.fresh);
        device.write(row.before);
        const auto reply = device.run(row.line, row.typed);
        EXPECT_EQ(reply.exit_code, row.exit_code);
        std::size_t from = 0;
        for (const std::string& part : row.answer) {
            const auto at = reply.text.find(part, from);
            EXPECT_NE(at, std::string::npos) << part << " is not in: " << reply.text;
            if (at != std::string::npos) from = at + part.size();
        }
        for (const auto& [path, bytes] : row.left) EXPECT_EQ(device.read(path), bytes) << path;
    }
}

}  // namespace poap::emulator::testing
