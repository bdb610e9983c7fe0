#include "fault_injection.hpp"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <regex>
#include <thread>

namespace poap::emulator {

namespace {

void flood(std::ostream& out, unsigned megabytes) {
    const std::string line = std::string(63, '#') + '\n';
    const std::size_t lines = std::size_t{megabytes} * 1024 * 1024 / line.size();
    for (std::size_t i = 0; i < lines; ++i) {
        out << line;
    }
    out.flush();
}

/// The child ends with the pipe's reader, so that a test need not find it to end it.
void leave_grandchild(std::ostream& out, std::chrono::seconds life) {
    out.flush();
    if (::fork() != 0) {
        return;
    }
    ::close(STDIN_FILENO);
    pollfd reader{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
    ::poll(&reader, 1, static_cast<int>(std::chrono::milliseconds(life).count()));
    ::_exit(0);
}

class FaultInjector {
  public:
    FaultInjector(InjectedFaults& injected, std::ostream& out) : injected_(injected), out_(out) {}

    void operator()(const Answer& answer) const {
        injected_.instead = Outcome{.text = answer.text, .exit_code = answer.exit_code};
    }
    void operator()(const Then& then) const { injected_.then = then; }
    void operator()(const Pretend& /*pretend*/) const { injected_.pretend = true; }
    void operator()(const Slow& slow) const { std::this_thread::sleep_for(slow.delay); }
    void operator()(const Hang& /*hang*/) const { hang(); }
    void operator()(const ThenHang& /*hang*/) const { injected_.then_hang = true; }
    void operator()(const ThenKill& killing) const { injected_.then_kill = killing.signal; }
    void operator()(const Flood& flooding) const { flood(out_, flooding.megabytes); }
    void operator()(const Escapes& /*escapes*/) const {
        out_ << "\x1b[2J\x1b[1;31mswitch\x1b[0m\x1b]0;owned\x07\n";
    }
    void operator()(const Grandchild& grandchild) const { leave_grandchild(out_, grandchild.life); }
    void operator()(const Kill& kill) const { std::raise(kill.signal); }
    void operator()(const Cut& cut) const { injected_.cut = cut.percent; }
    void operator()(const Damage& /*damage*/) const { injected_.damage = true; }
    void operator()(const Lie& lie) const { injected_.lie = lie.image; }

  private:
    InjectedFaults& injected_;
    std::ostream& out_;
};

}  // namespace

InjectedFaults inject(const std::vector<Fault>& faults, const std::string& command, const SwitchState& state,
                      std::ostream& out) {
    InjectedFaults injected;
    for (const auto& fault : faults) {
        if (injected.instead) {
            break;
        }
        if (fault.applies_to(command) && claim(fault, state)) {
            std::visit(FaultInjector(injected, out), fault.action);
        }
    }
    return injected;
}

std::string with_wrong_image(const std::string& show_boot, const std::string& image) {
    static const std::regex kImage(R"((variable = bootflash:/)\S+)");
    const auto next = show_boot.find("next reload");
    if (next == std::string::npos) {
        return show_boot;
    }
    return show_boot.substr(0, next) + std::regex_replace(show_boot.substr(next), kImage, "$01" + image);
}

void hang() {
    for (;;) {
        ::pause();
    }
}

}  // namespace poap::emulator
