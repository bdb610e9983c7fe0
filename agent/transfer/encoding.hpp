#pragma once

#include <string>
#include <string_view>

namespace poap {

/// Text as ASCII and bytes above it, without its byte order mark: UTF-8 as it is, UTF-16 and UTF-32 in either
/// order with `?` for each character that is not ASCII. Text without a mark is left as it is.
std::string decoded(std::string_view bytes);

}  // namespace poap
