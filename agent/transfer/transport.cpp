#include "transfer/transport.hpp"

#include <exception>

namespace poap {

namespace {

/// Ends a fetch once enough is known.
struct Seen : std::exception {
    explicit Seen(std::optional<std::uint64_t> announced) : size(announced) {}
    std::optional<std::uint64_t> size;
};

/// Some servers announce 0 if they do not know the size, so a file counts as empty only if it ends without a
/// byte.
class LookSink : public BodySink {
  public:
    void begin(const Arrival& arrival) override {
        if (arrival.size.value_or(0) > 0) throw Seen(arrival.size);
    }
    void write(std::string_view) override { throw Seen(std::nullopt); }
};

}  // namespace

Availability availability(const std::function<std::optional<Refused>(BodySink&)>& fetch) {
    LookSink sink;
    try {
        const auto refused = fetch(sink);
        return refused ? Availability{refused, std::nullopt} : Availability{std::nullopt, 0};
    } catch (const Seen& seen) {
        return {std::nullopt, seen.size};
    }
}

Availability Transport::look(const std::string& url) {
    return availability([&](BodySink& sink) { return fetch(url, sink); });
}

bool is_retryable_status(long status) {
    return status == 408 || status == 429 || status >= 500;
}

Refusal refusal_by_status(long status) {
    switch (status) {
        case 404:
        case 410:
            return Refusal::Absent;
        case 403:
            return Refusal::Denied;
        case 405:
            return Refusal::NoGet;
        case 500:
            return Refusal::ServerError;
        default:
            return Refusal::Other;
    }
}

}  // namespace poap
