#include "log/reports.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <future>
#include <system_error>

#include "base/json.hpp"
#include "support/recording_log.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::IsEmpty;

/// What a test sees of a sender, which may end before it.
struct Seen {
    std::mutex mutex;
    std::vector<std::string> urls;
    std::vector<std::string> bodies;
    std::promise<void> asked;      ///< once there was a post
    std::promise<void> cancelled;  ///< once it was cancelled
    std::once_flag cancelled_once;
    sigset_t blocked{};  ///< signals of the thread

    /// Names and messages of the events, without debug lines: those about the reports come at any time.
    std::vector<std::string> events() {
        const std::lock_guard lock(mutex);
        std::vector<std::string> all;
        for (const std::string& body : bodies) {
            const Json report = Json::parse(body);
            for (const Json& event : report.at("events"))
                if (event.value("level", "") != "debug")
                    all.push_back(event.at("event").get<std::string>() + ' ' + event.value("message", ""));
        }
        return all;
    }
};

struct Sender : ReportSender {
    Sender(Seen& its_seen, bool is_mute) : seen(its_seen), mute(is_mute) {}
    Delivery post(const std::string& url, const std::string& json) override {
        {
            const std::lock_guard lock(seen.mutex);
            seen.urls.push_back(url);
            seen.bodies.push_back(json);
            pthread_sigmask(SIG_BLOCK, nullptr, &seen.blocked);
            if (seen.urls.size() == 1) seen.asked.set_value();
        }
        if (!mute) return {Delivery::State::Taken};
        seen.cancelled.get_future().wait();
        return {Delivery::State::Kept, "no answer", "ask again"};
    }
    void cancel() override {
        std::call_once(seen.cancelled_once, [this] { seen.cancelled.set_value(); });
    }

    Seen& seen;
    bool mute;
};

struct ReportsTest : testing::Test {
    Seen seen;
    RecordingLog record;
    Reports reports{record.log, std::chrono::seconds(30)};

    void connect() {
        reports.connect([this] { return std::make_unique<Sender>(seen, false); });
    }
    void end_run(ExitCode code = ExitCode::Provisioned) {
        record.log.emit(Result{code, "", "", "it reloads"});
    }
    /// The run ends while the server does not answer.
    void end_with_mute_server(ExitCode code, std::chrono::milliseconds patience) {
        Reports impatient(record.log, patience);
        impatient.begin(HttpUrl::parse("http://option/"), std::nullopt);
        record.log.info("first");
        impatient.connect([this] { return std::make_unique<Sender>(seen, true); });
        seen.asked.get_future().wait();
        record.log.info("the run does not wait");
        end_run(code);
        EXPECT_TRUE(impatient.finish());
        EXPECT_THAT(seen.events(), ElementsAre("log first"));
        record.log = Log();  // without its sink
    }
};

TEST_F(ReportsTest, HaveTheWholeRunAlthoughTheServerIsKnownLate) {
    reports.begin(std::nullopt, std::nullopt);
    record.log.warning("before");
    connect();
    record.log.info("between");
    record.log.emit(StatusUrl{*HttpUrl::parse("http://plan/")});
    record.log.info("after");
    end_run();
    EXPECT_TRUE(reports.finish());
    EXPECT_THAT(seen.events(), ElementsAre("log before", "log between", "reports ", "log after", "result "));
    EXPECT_THAT(seen.urls, testing::Each("http://plan/"));
}

TEST_F(ReportsTest, GoToTheOptionsServerAndNotToThePlans) {
    reports.begin(HttpUrl::parse("http://option/"), std::nullopt);
    connect();
    record.log.emit(StatusUrl{*HttpUrl::parse("http://plan/")});
    end_run();
    EXPECT_TRUE(reports.finish());
    EXPECT_THAT(seen.urls, testing::Each("http://option/"));
    EXPECT_THAT(seen.urls, testing::Not(IsEmpty()));
}

TEST_F(ReportsTest, AreNotSentWithoutAServer) {
    reports.begin(std::nullopt, std::nullopt);
    connect();
    end_run();
    EXPECT_TRUE(reports.finish());
    EXPECT_THAT(seen.urls, IsEmpty());
}

TEST_F(ReportsTest, AreNotSentWithoutANetwork) {
    reports.begin(HttpUrl::parse("http://option/"), std::nullopt);
    end_run();
    EXPECT_TRUE(reports.finish());
}

TEST_F(ReportsTest, GetNoSignals) {
    reports.begin(HttpUrl::parse("http://option/"), std::nullopt);
    record.log.info("first");
    connect();
    seen.asked.get_future().wait();
    EXPECT_TRUE(reports.finish());
    EXPECT_EQ(sigismember(&seen.blocked, SIGCHLD), 1);
    sigset_t here{};
    pthread_sigmask(SIG_BLOCK, nullptr, &here);
    EXPECT_EQ(sigismember(&here, SIGCHLD), 0);
}

TEST_F(ReportsTest, AreCancelledAtTheEndIfTheServerIsMute) {
    end_with_mute_server(ExitCode::Provisioned, std::chrono::milliseconds(400));
}

TEST_F(ReportsTest, AreCancelledSoonAfterASignal) {
    end_with_mute_server(ExitCode::Interrupted, std::chrono::hours(1));
}

TEST_F(ReportsTest, ThatCannotBeSetUpAreAWarning) {
    reports.begin(std::nullopt, std::nullopt);
    reports.connect([]() -> std::unique_ptr<ReportSender> {
        throw std::system_error(EMFILE, std::generic_category(), "eventfd");
    });
    EXPECT_EQ(record.count(Level::Warning), 0U);
    record.log.emit(StatusUrl{*HttpUrl::parse("http://plan/")});
    record.log.info("the run continues");
    end_run();
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_EQ(record.count("cannot report to http://plan/: eventfd: Too many open files"), 1U);
    EXPECT_TRUE(reports.finish());
}

TEST_F(ReportsTest, WarnInTheLogOfTheRun) {
    struct Gone : ReportSender {
        explicit Gone(std::promise<void>& its_asked) : asked(its_asked) {}
        Delivery post(const std::string&, const std::string&) override {
            if (++posts == 2) asked.set_value();
            return {Delivery::State::Kept, "it is gone", "start it"};
        }
        void cancel() override {}
        std::promise<void>& asked;
        int posts = 0;
    };
    std::promise<void> asked_twice;
    reports.begin(HttpUrl::parse("http://option/"), std::nullopt);
    reports.connect([&] { return std::make_unique<Gone>(asked_twice); });
    record.log.info("first");
    asked_twice.get_future().wait();
    record.log.info("second");
    record.log.info("third");
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_EQ(record.count("cannot report to http://option/: it is gone"), 1U);
    EXPECT_TRUE(reports.finish());
}

}  // namespace
}  // namespace poap::test
