#include "faults.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <regex>
#include <sstream>

#include "base/descriptor.hpp"

namespace poap::emulator {

namespace {

Fault parse_fault(const std::string& line) {
    static const std::regex kForm(R"((?:(\d{1,6})x )?(\S(?:.*\S)?) => (\S+)(?: +(.*))?)");
    std::smatch parts;
    if (!std::regex_match(line, parts, kForm)) {
        throw SetupError("not of the form [Nx ]PREFIX => ACTION [ARGUMENT...]");
    }
    Fault fault{
        .line = line, .times = {}, .prefix = parts.str(2), .act = parse_action(parts.str(3), parts.str(4))};
    if (parts[1].matched) fault.times = static_cast<unsigned>(std::stoul(parts.str(1)));
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
        if (line.empty() || line.starts_with('#')) continue;
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
    // Locked until the file is closed: counting and writing are one step among processes.
    if (file.get() < 0 || ::flock(file.get(), LOCK_EX) != 0) {
        throw SetupError("cannot lock " + path.string());
    }
    std::istringstream injected(read_all(file.get()));
    unsigned before = 0;
    for (std::string line; std::getline(injected, line);) before += line == fault.line ? 1 : 0;
    if (fault.times && before >= *fault.times) return false;
    const auto record = fault.line + '\n';
    if (::write(file.get(), record.data(), record.size()) != static_cast<ssize_t>(record.size())) {
        throw SetupError("cannot write " + path.string());
    }
    return true;
}

InjectedFaults inject(const std::vector<Fault>& faults, const std::string& command, const SwitchState& state,
                      std::ostream& out) {
    InjectedFaults injected;
    for (const auto& fault : faults) {
        if (injected.instead) break;
        if (fault.applies_to(command) && claim(fault, state)) fault.act(injected, out);
    }
    return injected;
}

std::string with_wrong_image(const std::string& show_boot, const std::string& image) {
    static const std::regex kImage(R"((variable = bootflash:/)\S+)");
    const auto next = show_boot.find("next reload");
    if (next == std::string::npos) return show_boot;
    return show_boot.substr(0, next) + std::regex_replace(show_boot.substr(next), kImage, "$01" + image);
}

}  // namespace poap::emulator
