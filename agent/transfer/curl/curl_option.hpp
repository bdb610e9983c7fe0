#pragma once

#include <curl/curl.h>

#include <stdexcept>

#include "base/text.hpp"

namespace poap {

/// Sets a libcurl option. A request must not be made without one of its options.
/// @throws std::runtime_error
template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code == CURLE_OK) return;
    throw std::runtime_error(
        concat("libcurl does not accept option ", static_cast<long>(option), ": ", curl_easy_strerror(code)));
}

}  // namespace poap
