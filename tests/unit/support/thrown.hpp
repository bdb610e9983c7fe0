#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "base/error.hpp"

namespace poap::test {

/// The Error that `act` ends with; fails the test where it ends well.
template <typename Act>
Error thrown_by(Act&& act) {
    try {
        std::forward<Act>(act)();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error came";
    return {ExitCode::Provisioned, "", ""};
}

}  // namespace poap::test
