#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "base/error.hpp"

namespace poap::fuzz {

/// What a target does with one input: it calls `require`, or lets nothing out that it does not expect.
void run(std::string_view input);

/// A finding where it does not hold.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

inline bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The one way in which what comes from outside may be refused: with this code, in one printable line.
inline void held_or_refused(ExitCode code, const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        require(error.code() == code, "the exit code is the one of this stage");
        require(is_printable(error.what()), "the cause is printable");
        require(!error.advice().empty(), "there is advice");
    }
}

}  // namespace poap::fuzz
