#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/transport.hpp"

namespace poap::test {

/// What a FakeTransport's server does about one request.
using Fetch = std::function<std::optional<Refused>(BodySink&)>;
using Put = std::function<HttpAnswer()>;

/// A network in memory. What has been told for a URL happens in that order, the last thing again and again;
/// a URL nobody told of is refused, as one that is not there.
class FakeTransport : public Transport {
  public:
    /// The next fetch of `url` brings `bytes`, with their size announced.
    void serve(const std::string& url, std::string bytes) {
        on_fetch(url, [bytes = std::move(bytes)](BodySink& sink) { return deliver(sink, bytes); });
    }
    /// The next fetch of `url` is refused.
    void refuse(const std::string& url, std::string reason, bool is_retryable = false,
                Refusal about_file = Refusal::Other) {
        on_fetch(url, [=](BodySink&) { return std::optional(Refused{reason, is_retryable, about_file}); });
    }
    /// The next fetch of `url` breaks off after `bytes`; without any, nobody answers it.
    void break_off(const std::string& url, std::string bytes = {}) {
        on_fetch(url, [url, bytes = std::move(bytes)](BodySink& sink) -> std::optional<Refused> {
            if (!bytes.empty()) deliver(sink, bytes);
            throw Error(ExitCode::Transfer, "cannot fetch " + url + ": connection reset",
                        "look at the server", Retryable::Yes);
        });
    }
    /// The next fetch of `url` brings an answer that is at fault.
    void answer_wrongly(const std::string& url) {
        on_fetch(url, [url](BodySink&) -> std::optional<Refused> {
            throw AnswerError(ExitCode::Transfer, "cannot fetch " + url + ": its answer is encoded",
                              "look at the server", Retryable::Yes);
        });
    }
    bool knows(const std::string& url) const { return fetches_.contains(url); }
    void on_fetch(const std::string& url, Fetch fetch) { fetches_[url].push_back(std::move(fetch)); }

    /// The next PUT's answer.
    void answer_put(long status, std::string body) {
        on_put([=] { return HttpAnswer{status, body}; });
    }
    /// The next PUT finds no server.
    void break_put() {
        on_put([]() -> HttpAnswer {
            throw Error(ExitCode::Server, "no answer from the POAP server", "is the server up?",
                        Retryable::Yes);
        });
    }
    void on_put(Put put) { puts_.push_back(std::move(put)); }

    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override {
        fetched.push_back(url);
        const auto found = fetches_.find(url);
        if (found == fetches_.end()) return Refused{"File not found", false, Refusal::Absent};
        return next(found->second)(sink);
    }

    HttpAnswer put_form(const std::string& url, const std::string& form) override {
        put_urls.push_back(url);
        put_forms.push_back(form);
        if (puts_.empty()) return {404, "<html>Not Found</html>"};
        return next(puts_)();
    }

    std::vector<std::string> fetched;  ///< every URL asked for, in order
    std::vector<std::string> put_urls;
    std::vector<std::string> put_forms;

  private:
    static std::optional<Refused> deliver(BodySink& sink, const std::string& bytes) {
        constexpr std::size_t kPiece = 1000;
        sink.begin({bytes.size()});
        for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
            sink.write(std::string_view(bytes).substr(at, kPiece));
        }
        return std::nullopt;
    }

    template <typename Act>
    static Act next(std::deque<Act>& acts) {
        Act act = acts.front();
        if (acts.size() > 1) acts.pop_front();
        return act;
    }

    std::map<std::string, std::deque<Fetch>> fetches_;
    std::deque<Put> puts_;
};

}  // namespace poap::test
