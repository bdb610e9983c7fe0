#include "transfer/curl/curl_multi.hpp"

#include <stdexcept>

#include "transfer/http/tls.hpp"

namespace poap {

CurlMulti::CurlMulti() : multi_((Tls::initialize(), curl_multi_init())) {
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot start");
}

CurlMulti::~CurlMulti() {
    curl_multi_cleanup(multi_);
    curl_global_cleanup();
}

}  // namespace poap
