#pragma once

#include <gmock/gmock.h>

#include <string>

#include "fault.hpp"

namespace poap::rig {

/// A plan that does not hold: nothing is asked of any server after it, nor of the CLI.
inline End refuses(const std::string& cause) {
    End end = fails(ExitCode::Server, kRegister, cause);
    end.holds = [](const Bench& bench) {
        EXPECT_THAT(bench.server.requests(), testing::ElementsAre(kPut));
        EXPECT_THAT(bench.device().calls(), testing::ElementsAre(identity_call()));
    };
    return end;
}

/// A key as a part of a row's name: `system_image` as `SystemImage`.
inline std::string camel(const std::string& key) {
    std::string name;
    bool capital = true;
    for (const char c : key) {
        if (c != '_') name += capital ? static_cast<char>(std::toupper(c)) : c;
        capital = c == '_';
    }
    return name;
}

}  // namespace poap::rig
