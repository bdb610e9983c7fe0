#include "faults.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <regex>
#include <sstream>
#include <utility>

#include "base/descriptor.hpp"
#include "outcome.hpp"

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
        if (error != std::errc() || value < 0) {
            throw SetupError("a number is wanted");
        }
        text_.erase(0, static_cast<std::size_t>(rest - text_.data()));
        text_.erase(0, text_.find_first_not_of(' '));
        return value;
    }

    int number_or(int otherwise) { return text_.empty() ? otherwise : number(); }

    /// What is left, with `\n`, `\r`, `\t`, `\e` and `\\` made what they stand for; a newline ends it.
    std::string text() {
        static constexpr std::array kEscapes{std::pair{'n', '\n'}, std::pair{'r', '\r'}, std::pair{'t', '\t'},
                                             std::pair{'e', '\x1b'}, std::pair{'\\', '\\'}};
        std::string result;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const auto* escape = kEscapes.end();
            if (text_[i] == '\\' && i + 1 < text_.size()) {
                escape = std::ranges::find(kEscapes, text_[i + 1], &std::pair<char, char>::first);
            }
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

struct ActionWord {
    std::string_view word;
    Action (*parse)(Arguments&);
};

// A braced list is evaluated from left to right: the number is read before the text.
constexpr std::array kActions{
    ActionWord{"answer",
               [](Arguments& a) -> Action {
                   return Answer{a.number(), a.text()};
               }},
    ActionWord{"coming-up",
               [](Arguments&) -> Action {
                   return Answer{kRefused, std::string(kComingUp)};
               }},
    ActionWord{"password",
               [](Arguments&) -> Action {
                   return Answer{kRefused, std::string(kPasswordWanted)};
               }},
    ActionWord{"then",
               [](Arguments& a) -> Action {
                   return Then{a.number(), a.text()};
               }},
    ActionWord{"pretend", [](Arguments&) -> Action { return Pretend{}; }},
    ActionWord{"slow", [](Arguments& a) -> Action { return Slow{std::chrono::milliseconds(a.number())}; }},
    ActionWord{"hang", [](Arguments&) -> Action { return Hang{}; }},
    ActionWord{"then-hang", [](Arguments&) -> Action { return ThenHang{}; }},
    ActionWord{"then-kill", [](Arguments& a) -> Action { return ThenKill{a.number_or(9)}; }},
    ActionWord{"flood", [](Arguments& a) -> Action { return Flood{static_cast<unsigned>(a.number())}; }},
    ActionWord{"escapes", [](Arguments&) -> Action { return Escapes{}; }},
    ActionWord{"grandchild",
               [](Arguments& a) -> Action { return Grandchild{std::chrono::seconds(a.number_or(60))}; }},
    ActionWord{"kill", [](Arguments& a) -> Action { return Kill{a.number_or(9)}; }},
    ActionWord{"cut", [](Arguments& a) -> Action { return Cut{static_cast<unsigned>(a.number_or(50))}; }},
    ActionWord{"damage", [](Arguments&) -> Action { return Damage{}; }},
    ActionWord{"lie", [](Arguments& a) -> Action { return Lie{a.word()}; }},
};

Action parse_action(const std::string& word, Arguments arguments) {
    const auto* found = std::ranges::find(kActions, word, &ActionWord::word);
    if (found == kActions.end()) {
        throw SetupError("no action '" + word + "'");
    }
    auto action = found->parse(arguments);
    if (!arguments.empty()) {
        throw SetupError("too much behind '" + word + "'");
    }
    return action;
}

Fault parse_fault(const std::string& line) {
    static const std::regex kForm(R"((?:(\d{1,6})x )?(\S(?:.*\S)?) => (\S+)(?: +(.*))?)");
    std::smatch parts;
    if (!std::regex_match(line, parts, kForm)) {
        throw SetupError("not of the form [Nx ]PREFIX => ACTION [ARGUMENT...]");
    }
    Fault fault{.line = line, .times = {}, .prefix = parts.str(2), .action = Pretend{}};
    if (parts[1].matched) {
        fault.times = static_cast<unsigned>(std::stoul(parts.str(1)));
    }
    fault.action = parse_action(parts.str(3), Arguments(parts.str(4)));
    return fault;
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t got = 0; (got = ::read(fd, chunk.data(), chunk.size())) > 0;) {
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace

std::vector<Fault> parse_faults(std::string_view text) {
    std::vector<Fault> faults;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        try {
            faults.push_back(parse_fault(line));
        } catch (const SetupError& error) {
            throw SetupError("fault '" + line + "': " + error.what());
        }
    }
    return faults;
}

bool claim(const Fault& fault, const SwitchState& state) {
    const auto path = state.path("fired");
    const Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
    // Held until the file is closed: counting and writing are one step among processes.
    if (file.get() < 0 || ::flock(file.get(), LOCK_EX) != 0) {
        throw SetupError("cannot lock " + path.string());
    }
    std::istringstream struck(read_all(file.get()));
    unsigned before = 0;
    for (std::string line; std::getline(struck, line);) {
        before += line == fault.line ? 1 : 0;
    }
    if (fault.times && before >= *fault.times) {
        return false;
    }
    const auto record = fault.line + '\n';
    if (::write(file.get(), record.data(), record.size()) != static_cast<ssize_t>(record.size())) {
        throw SetupError("cannot write " + path.string());
    }
    return true;
}

}  // namespace poap::emulator
