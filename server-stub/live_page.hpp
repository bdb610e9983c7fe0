#pragma once

namespace poap::stub {

/// The live page, a whole HTML file: server-stub/page joined by join.py at build time.
extern const char* const live_page;

/// Its Content-Security-Policy, with the digests of its style and its script.
extern const char* const live_page_policy;

}  // namespace poap::stub
