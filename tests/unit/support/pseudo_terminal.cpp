#include "support/pseudo_terminal.hpp"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/descriptor.hpp"
#include "support/put_elsewhere.hpp"

namespace poap::test {

std::string PseudoTerminal::sent_by(const std::function<void()>& act) const {
    int master = -1;
    int terminal = -1;
    const winsize size{24, columns, 0, 0};
    if (openpty(&master, &terminal, nullptr, nullptr, &size) != 0) {
        ADD_FAILURE() << "no pseudo terminal";
        return "";
    }
    const Descriptor reader(master);
    {
        const Descriptor writer(terminal);
        const PutElsewhere elsewhere(STDERR_FILENO, writer.get());
        act();
    }
    std::string sent;
    std::array<char, 4096> buffer{};
    // EIO once all is read: nobody has the other end any more.
    for (ssize_t got = 0; (got = read(reader.get(), buffer.data(), buffer.size())) > 0;) {
        sent.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return sent;
}

std::vector<std::string> PseudoTerminal::shown(const std::string& sent) const {
    std::vector<std::string> lines(1);
    std::size_t column = 0;
    for (std::size_t at = 0; at < sent.size(); ++at) {
        if (sent[at] == '\r') {
            column = 0;
        } else if (sent[at] == '\n') {
            lines.emplace_back();
        } else if (sent[at] == '\033') {
            at = sent.find_first_of("Km", at);
            EXPECT_NE(at, std::string::npos) << "a sequence it does not know";
            if (sent[at] == 'K') lines.back().resize(column);
        } else {
            if (column == columns) {
                lines.emplace_back();
                column = 0;
            }
            lines.back().resize(std::max(lines.back().size(), column + 1));
            lines.back()[column++] = sent[at];
        }
    }
    return lines;
}

}  // namespace poap::test
