#include "transfer/resolve.hpp"

#include <netdb.h>
#include <poll.h>

#include <future>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// Each address gets the full time-out, so thousands of them would take forever.
constexpr std::size_t kMostAddresses = 8;

struct Answer {
    int error = 0;  ///< of getaddrinfo
    std::vector<Address> addresses;
};

Answer look_up(const std::string& host, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    Answer answer;
    answer.error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(answer.error == 0 ? found : nullptr,
                                                               freeaddrinfo);
    for (const addrinfo* one = owned.get(); one != nullptr && answer.addresses.size() < kMostAddresses;
         one = one->ai_next) {
        answer.addresses.emplace_back(*one->ai_addr);
    }
    return answer;
}

Error unknown(const std::string& host, std::string_view reason) {
    return {ExitCode::Transfer, concat("cannot find the address of ", host, ": ", reason),
            "check the name, and that the switch has a name server in this VRF; or use an IP address",
            Retryable::Yes};
}

}  // namespace

std::vector<Address> resolve(const std::string& host, std::chrono::seconds patience,
                             const Interrupt& interrupt) {
    Answer answer = look_up(host, AI_NUMERICHOST);
    if (answer.error == 0) return answer.addresses;

    // getaddrinfo cannot be interrupted, so it runs in a detached thread that owns all its data.
    std::promise<Answer> promise;
    std::future<Answer> coming = promise.get_future();
    std::thread([host, promise = std::move(promise)]() mutable {
        promise.set_value(look_up(host, 0));
    }).detach();
    const auto until = std::chrono::steady_clock::now() + patience;
    while (coming.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
        interrupt.check();
        if (std::chrono::steady_clock::now() > until) {
            throw unknown(host, concat("no answer for ", patience.count(), " s"));
        }
    }
    answer = coming.get();
    if (answer.error != 0) throw unknown(host, gai_strerror(answer.error));
    return answer.addresses;
}

}  // namespace poap
