#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace poap::test {

/// One row of a table of cases; its name becomes the test's.
struct NamedCase {
    std::string name;  ///< letters, digits and underscores

    friend std::ostream& operator<<(std::ostream& out, const NamedCase& row) { return out << row.name; }
};

/// For INSTANTIATE_TEST_SUITE_P.
struct CaseName {
    template <typename Row>
    std::string operator()(const testing::TestParamInfo<Row>& test) const {
        return test.param.name;
    }
};

}  // namespace poap::test
