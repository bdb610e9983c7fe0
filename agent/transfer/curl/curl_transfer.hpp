#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include "base/interrupt.hpp"
#include "transfer/curl/curl_option.hpp"
#include "transfer/curl/curl_progress.hpp"
#include "transfer/timed_sink.hpp"

namespace poap {

/// One request by libcurl: its handle and its loop. A signal ends it at once, and so does a lack of progress,
/// see CurlProgress.
class CurlTransfer {
  public:
    /// @param sink receives the file; must outlive the transfer
    /// @throws std::runtime_error
    CurlTransfer(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                 const Interrupt& interrupt, BodySink& sink);

    CurlTransfer(const CurlTransfer&) = delete;  // libcurl keeps pointers into it
    CurlTransfer& operator=(const CurlTransfer&) = delete;

    CURL* easy() const { return easy_.get(); }
    TimedSink& sink() { return sink_; }

    /// @throws std::runtime_error
    template <typename Value>
    void set(CURLoption option, Value value) {
        set_option(easy(), option, value);
    }

    /// Runs the request to its end.
    /// @throws Error (Interrupted), and what was thrown in guard()
    CURLcode run(CURLM* multi);

    /// Runs a step of a callback. Exceptions must not pass through C code: run() throws them again.
    /// @return the step's result; false after an exception
    template <typename Step>
    bool guard(Step&& step) {
        try {
            return std::forward<Step>(step)();
        } catch (...) {
            failure_ = std::current_exception();
            return false;
        }
    }

    /// Counts a line of the server's as progress.
    void note_progress() { progress_.touch(CurlProgress::Clock::now()); }

    /// Why run() gave the request up; empty if it did not.
    const std::string& stall() const { return stall_; }
    /// libcurl's error as text.
    std::string reason(CURLcode code) const;

  private:
    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    std::array<char, CURL_ERROR_SIZE> message_{};
    const Interrupt& interrupt_;
    TimedSink sink_;
    CurlProgress progress_;
    std::string stall_;
    std::exception_ptr failure_;
};

}  // namespace poap
