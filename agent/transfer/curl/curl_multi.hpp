#pragma once

#include <curl/curl.h>

namespace poap {

/// libcurl with a pool of connections. The first one initialises libcurl and OpenSSL, and must come first.
class CurlMulti {
  public:
    /// @throws std::runtime_error
    CurlMulti();
    ~CurlMulti();
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    CURLM* get() const { return multi_; }

  private:
    CURLM* multi_;
};

}  // namespace poap
