#pragma once

#include <algorithm>
#include <ostream>
#include <string>

namespace poap::emulator::testing {

/// One row of a table of cases.
struct NamedCase {
    std::string name;

    friend std::ostream& operator<<(std::ostream& out, const NamedCase& row) { return out << row.name; }
};

/// Names a test by its row, with `_` for the dashes that a test's name may not have.
struct CaseName {
    template <typename TestInfo>
    std::string operator()(const TestInfo& test) const {
        std::string name = test.param.name;
        std::ranges::replace(name, '-', '_');
        return name;
    }
};

}  // namespace poap::emulator::testing
