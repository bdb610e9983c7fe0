#pragma once

#include <curl/curl.h>

#include <stdexcept>

#include "base/text.hpp"

namespace poap {

/// Sets an option of libcurl's. No request is made without one that was wanted.
/// @throws std::runtime_error
template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code == CURLE_OK) return;
    throw std::runtime_error(
        concat("libcurl does not take option ", static_cast<long>(option), ": ", curl_easy_strerror(code)));
}

}  // namespace poap
