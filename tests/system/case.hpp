#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rig/emulated_switch.hpp"
#include "rig/expect.hpp"
#include "rig/fake_server.hpp"
#include "rig/fake_tftp.hpp"
#include "rig/files.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"

namespace poap::rig {

using Words = std::vector<std::string>;
Words operator+(Words first, const Words& then);

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Where a run is made: a factory-new switch, a server that is good, and a way of starting the agent. A
/// case's steps change what they like of these before anything is started.
class Bench {
  public:
    Bench();

    FakeServer server;
    bool server_is_open = true;    ///< false: connections are refused until `server.start()`
    bool names_server = true;      ///< false: the agent is given no `--server`
    std::unique_ptr<Pod> pod;      ///< where there is one, it is the server
    std::string serial = kSerial;  ///< the switch's, as the pod is told
    Words arguments;               ///< for the agent, after those that every run has
    Words always;                  ///< such ones that the run after a failure is given too
    Words dropped;                 ///< options, each with its value, of those that every run has
    Words environment;             ///< added to that of the run; the last of one name counts
    Words starter;                 ///< a program, and its arguments, that starts the agent
    std::string program;           ///< in place of the agent, with the agent's arguments
    /// Undoes what a case did to the switch and `clear_faults` does not, before the run after a failure.
    std::function<void()> undo;
    /// What is to happen while the agent runs; without it, its end is waited for.
    std::function<void(Process& agent)> meanwhile;
    Ended ended = {};  ///< the run's end

    EmulatedSwitch& device() { return *device_; }
    const EmulatedSwitch& device() const { return *device_; }
    /// Another one in place of the switch.
    void take_switch(SwitchSpec spec);
    std::string flash_path(const std::string& name) const { return device_->bootflash_folder() + '/' + name; }

    /// Something that is there as long as the bench is: another server, a folder.
    template <typename Thing, typename... Values>
    Thing& make(Values&&... values) {
        auto thing = std::make_shared<Thing>(std::forward<Values>(values)...);
        kept_.push_back(thing);
        return *thing;
    }
    void keep(std::shared_ptr<void> thing) { kept_.push_back(std::move(thing)); }

    void add_arguments(const Words& more) { arguments = arguments + more; }
    /// How the agent is started.
    Words agent_line() const;
    /// Starts server and agent, and waits for its end.
    void run();

  private:
    std::unique_ptr<EmulatedSwitch> device_;
    std::vector<std::shared_ptr<void>> kept_;
};

/// A text as a part of a case's name: `show version` as `ShowVersion`.
std::string camel(const std::string& text);

/// What a case changes on the bench.
using Step = std::function<void(Bench&)>;
Step operator+(Step first, Step then);

Step nothing();
Step args(const Words& words);
/// Given to the run after a failure, too.
Step always(const Words& words);
/// Without an option that every run has, and its value.
Step dropping(const std::string& option);
Step env(const Words& variables);
/// A program, and its arguments, that starts the agent.
Step started_by(const Words& program);
/// What goes wrong in the CLI, see tests/emulator/README.md; and what a chain does after a command that
/// failed.
Step cli(const std::string& faults, const std::string& chain = "stop");
Step on_switch(const SwitchSpec& spec);
Step flash(const std::string& name, const std::string& bytes);
Step plan(const nlohmann::json& changes);
Step plan_without(const Words& keys);
/// The plan has no digests.
Step no_digests();
/// The server's answers to a request.
Step answer(const std::string& request, const Words& answers);
Step act(const std::string& request, const std::function<void(test::TcpPeer&)>& act);
/// The server sends that much of an answer and keeps silent.
Step stall(const std::string& request, const std::string& so_far);
Step retries(int number);
/// The server is the real stub, with the FakeServer's image.
Step pod(const PodSpec& spec);
/// The nth system call of a kind fails; 0: each of them. @param call see starter/failing_call.cpp
Step failing(const std::string& call, int nth, int error);

/// So many seconds are enough to do something on a machine with other work, ten times over. For the time-outs
/// of cases in which a time-out is what ends the run: see CASES_AT_ONCE.
inline const std::string kTimeout = "10";
Step short_timeout();
Step short_cli_timeout();

/// Entries of the switch's state, and what they are then; none: not there.
using Changes = std::map<std::string, std::optional<std::string>>;

/// What a run ends in.
struct End {
    std::optional<Failure> failure = {};  ///< none: the run is good
    std::function<void(Goal&, const Bench&)> goal =
        {};                              ///< how a good one differs from that of an unchanged bench
    Words reported = {};                 ///< parts of lines on standard error and in the log, in this order
    Words unreported = {};               ///< that neither has
    bool log_is_whole = true;            ///< not where bootflash takes no more
    std::size_t logs = 1;                ///< left by a failure
    Words left = {};                     ///< files of the agent's own that may stay after a failure
    Words removed = {};                  ///< files that made way
    Words kept = {};                     ///< somebody else's, under names that the agent uses
    Changes changed = {};                ///< what a failure may leave in the switch's state
    std::optional<Words> calls = {};     ///< of the CLI
    std::optional<Words> requests = {};  ///< of the server
    bool is_last = false;                ///< after a failure there is no other run
    std::function<void(const Bench&)> holds = {};  ///< what else must be so, expected once the run is over

    End reporting(const Words& lines) const { return with(&End::reported, reported + lines); }
    End not_reporting(const Words& lines) const { return with(&End::unreported, lines); }
    End leaving(const Words& files) const { return with(&End::left, files); }
    End removing(const Words& files) const { return with(&End::removed, files); }
    End keeping(const Words& files) const { return with(&End::kept, files); }
    End changing(const Changes& changes) const;
    End without_whole_log() const { return with(&End::log_is_whole, false); }
    End without_log() const { return with(&End::logs, std::size_t{0}); }
    End without_another_run() const { return with(&End::is_last, true); }
    End calling(const Words& lines) const { return with(&End::calls, std::optional(lines)); }
    End requesting(const Words& lines) const { return with(&End::requests, std::optional(lines)); }
    End holding(const std::function<void(const Bench&)>& more) const;

  private:
    template <typename Value>
    End with(Value End::*member, const Value& value) const {
        End end = *this;
        end.*member = value;
        return end;
    }
};

/// The run fails as said; the switch is as it was, byte for byte.
End fails(ExitCode code, const std::string& stage, const std::string& cause);
/// The run is as good as one on an unchanged bench.
End recovers();
/// The run is good, and ends in something else.
End ends_in(const std::function<void(Goal&, const Bench&)>& goal);

inline const std::string kIdentify = "identify the switch";
inline const std::string kRegister = "register with the POAP server";
inline const std::string kStageConfig = "stage the configuration";
inline const std::string kStageImage = "stage the image";
inline const std::string kCommit = "commit";

struct Case : test::NamedCase {
    Case(std::string its_name, Step steps, End its_end)
        : NamedCase{std::move(its_name)}, arrange(std::move(steps)), end(std::move(its_end)) {}
    Step arrange;
    End end;
};
using Cases = std::vector<Case>;
Cases operator+(Cases first, const Cases& then);

/// Runs the agent on a bench that the case arranged, and compares all that is left with its end: exit code,
/// last line, the switch's state and its bootflash. What it printed and logged has no secret and no control
/// character. After a failure a run on the same switch, with nothing wrong any more, must end as one on a new
/// switch does.
void expect_end(const Case& row);

/// Likewise for each case, several at a time. $CASE names the one that is wanted, if not all are.
void expect_ends_at_once(const Cases& cases);

}  // namespace poap::rig

/// A table of cases as a test suite of its own: `NAME.ROW`.
#define CASES(NAME, ...)                                 \
    class NAME : public testing::TestWithParam<Case> {}; \
    TEST_P(NAME, EndsAsItShould) {                       \
        expect_end(GetParam());                          \
    }                                                    \
    INSTANTIATE_TEST_SUITE_P(Case, NAME, testing::ValuesIn(__VA_ARGS__), test::CaseName())

/// A table of cases that wait for a time-out, as one test.
#define CASES_AT_ONCE(NAME, ...)          \
    TEST(NAME, EachEndsAsItShould) {      \
        expect_ends_at_once(__VA_ARGS__); \
    }
