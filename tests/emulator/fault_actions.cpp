#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <map>
#include <utility>

#include "faults.hpp"

namespace poap::emulator {

namespace {

/// No capture of this exists: the words are a guess, the refusal is not.
constexpr std::string_view kComingUp = "Configuration update aborted: the system is not fully online yet\n";

/// The argument of an action, read from the left.
class Arguments {
  public:
    explicit Arguments(std::string text) : text_(std::move(text)) {}

    int number() {
        int value = 0;
        const auto [rest, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        if (error != std::errc() || value < 0) throw SetupError("a number is wanted");
        text_.erase(0, static_cast<std::size_t>(rest - text_.data()));
        text_.erase(0, text_.find_first_not_of(' '));
        return value;
    }

    /// What is left, with `\n`, `\r`, `\t`, `\e` and `\\` made what they stand for; a newline ends it.
    std::string text() {
        static const std::map<char, char> kEscapes = {
            {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'e', '\x1b'}, {'\\', '\\'}};
        std::string result;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const auto escape =
                text_[i] == '\\' && i + 1 < text_.size() ? kEscapes.find(text_[i + 1]) : kEscapes.end();
            const bool escaped = escape != kEscapes.end();
            result += escaped ? escape->second : text_[i];
            i += escaped ? 1 : 0;
        }
        text_.clear();
        return result.empty() ? result : result + '\n';
    }

    std::string word() { return std::exchange(text_, ""); }

    bool empty() const { return text_.empty(); }

  private:
    std::string text_;
};

Act answering(int exit_code, const std::string& text) {
    return [=](InjectedFaults& injected, std::ostream&) {
        injected.instead = Outcome{.text = text, .exit_code = exit_code};
    };
}

Act setting(bool InjectedFaults::*flag) {
    return [flag](InjectedFaults& injected, std::ostream&) { injected.*flag = true; };
}

void flood(std::ostream& out, int megabytes) {
    const std::string line = std::string(63, '#') + '\n';
    const std::size_t lines = static_cast<std::size_t>(megabytes) * 1024 * 1024 / line.size();
    for (std::size_t i = 0; i < lines; ++i) out << line;
    out.flush();
}

/// The child ends with the pipe's reader, so that a test need not find it to end it.
void leave_grandchild(std::ostream& out, std::chrono::seconds life) {
    out.flush();
    if (::fork() != 0) return;
    ::close(STDIN_FILENO);
    pollfd reader{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
    ::poll(&reader, 1, static_cast<int>(std::chrono::milliseconds(life).count()));
    ::_exit(0);
}

using Parse = Act (*)(Arguments&);

const std::map<std::string, Parse>& actions() {
    static const std::map<std::string, Parse> kActions = {
        {"answer",
         [](Arguments& a) {
             const int exit_code = a.number();
             return answering(exit_code, a.text());
         }},
        {"coming-up", [](Arguments&) { return answering(kRefused, std::string(kComingUp)); }},
        {"password", [](Arguments&) { return answering(kRefused, std::string(kPasswordWanted)); }},
        {"pretend", [](Arguments&) { return setting(&InjectedFaults::pretend); }},
        {"hang", [](Arguments&) -> Act { return [](InjectedFaults&, std::ostream&) { hang(); }; }},
        {"kill",
         [](Arguments&) -> Act { return [](InjectedFaults&, std::ostream&) { std::raise(SIGKILL); }; }},
        {"then",
         [](Arguments& a) -> Act {
             const int exit_code = a.number();
             return [exit_code, text = a.text()](InjectedFaults& injected, std::ostream&) {
                 injected.then = Outcome{.text = text, .exit_code = exit_code};
             };
         }},
        {"then-hang", [](Arguments&) { return setting(&InjectedFaults::then_hang); }},
        {"then-kill", [](Arguments&) { return setting(&InjectedFaults::then_kill); }},
        {"wait", [](Arguments&) { return setting(&InjectedFaults::wait); }},
        {"flood",
         [](Arguments& a) -> Act {
             return [megabytes = a.number()](InjectedFaults&, std::ostream& out) { flood(out, megabytes); };
         }},
        {"escapes",
         [](Arguments&) -> Act {
             return [](InjectedFaults&, std::ostream& out) {
                 out << "\x1b[2J\x1b[1;31mswitch\x1b[0m\x1b]0;owned\x07\n";
             };
         }},
        {"grandchild",
         [](Arguments& a) -> Act {
             return [life = std::chrono::seconds(a.number())](InjectedFaults&, std::ostream& out) {
                 leave_grandchild(out, life);
             };
         }},
        {"cut",
         [](Arguments& a) -> Act {
             return [percent = static_cast<unsigned>(a.number())](InjectedFaults& injected, std::ostream&) {
                 injected.cut = percent;
             };
         }},
        {"damage", [](Arguments&) { return setting(&InjectedFaults::damage); }},
        {"lie",
         [](Arguments& a) -> Act {
             return [image = a.word()](InjectedFaults& injected, std::ostream&) { injected.lie = image; };
         }},
    };
    return kActions;
}

}  // namespace

Act parse_action(const std::string& word, const std::string& argument) {
    const auto found = actions().find(word);
    if (found == actions().end()) throw SetupError("no action '" + word + "'");
    Arguments arguments(argument);
    Act act = found->second(arguments);
    if (!arguments.empty()) throw SetupError("too much after '" + word + "'");
    return act;
}

void hang() {
    for (;;) ::pause();
}

}  // namespace poap::emulator
