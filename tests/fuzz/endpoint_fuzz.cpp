// A host with or without a port, as options and plans have it: fit to stand in a URL, and there the same to
// libcurl.
#include <curl/curl.h>

#include <memory>

#include "base/endpoint.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"

namespace poap::fuzz {

namespace {

using Url = std::unique_ptr<CURLU, void (*)(CURLU*)>;

std::string part_of(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
    const std::string result = text;
    curl_free(text);
    return result;
}

void check_as_libcurl_reads_it(const Endpoint& endpoint) {
    const Url url(curl_url(), curl_url_cleanup);
    const std::string text = concat("http://", endpoint.authority(), "/file");
    require(curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK, "libcurl takes the URL");
    const bool ipv6 = endpoint.authority().starts_with('[');
    const std::string host = ipv6 ? concat('[', endpoint.host(), ']') : endpoint.host();
    require(lower(part_of(url, CURLUPART_HOST)) == lower(host) || ipv6, "libcurl goes to this host");
    require(part_of(url, CURLUPART_PORT) == (endpoint.port() ? std::to_string(*endpoint.port()) : ""),
            "libcurl goes to this port");
    require(part_of(url, CURLUPART_PATH) == "/file", "libcurl asks for this file");
    require(part_of(url, CURLUPART_USER).empty() && part_of(url, CURLUPART_PASSWORD).empty(),
            "libcurl sees no user in it");
}

}  // namespace

void run(std::string_view input) {
    const auto endpoint = Endpoint::parse(input);
    if (!endpoint) return;
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:[]";
    const std::string authority = endpoint->authority();
    require(authority.find_first_not_of(kAllowed) == std::string::npos, "nothing in it leaves the authority");
    require(Endpoint::parse(authority) == endpoint, "it is read back the same");
    require(endpoint->host().find_first_of("[]") == std::string::npos, "a host has no brackets");
    require(Endpoint::parse(endpoint->with_port(69).authority()) == endpoint->with_port(69),
            "it takes another port");
    check_as_libcurl_reads_it(*endpoint);
}

}  // namespace poap::fuzz
