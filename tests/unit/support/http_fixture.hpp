#pragma once

#include <gmock/gmock.h>

#include <optional>
#include <string>

#include "support/collector.hpp"
#include "support/http_answers.hpp"
#include "transfer/http/http_client.hpp"

namespace poap::test {

struct HttpFetch : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;

    std::optional<Refused> fetch(const std::string& url,
                                 std::chrono::seconds patience = std::chrono::seconds(60)) {
        return HttpClient(patience, interrupt).fetch(url, sink);
    }
};

}  // namespace poap::test
