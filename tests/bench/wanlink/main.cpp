#include <poll.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <iostream>
#include <system_error>

#include "wanlink/arguments.hpp"
#include "wanlink/line.hpp"
#include "wanlink/tun.hpp"

namespace {

using namespace poap::bench;

/// So that one side that sends without end does not silence the other.
constexpr int kBurst = 64;

Time now() {
    return std::chrono::steady_clock::now();
}

/// One direction of the link.
struct Way {
    Tun& from;
    Line line;
    Tun& to;

    void collect() {
        const Time at = now();
        for (int packets = 0; packets < kBurst; ++packets) {
            const auto size = from.read(line.room());
            if (!size) return;
            line.take(*size, at);
        }
    }

    void deliver() {
        const Time at = now();
        for (auto due = line.next_arrival(); due && *due <= at; due = line.next_arrival()) {
            to.write(line.first());
            line.drop_first();
        }
    }
};

/// Sleeps until a device has packets, or the first of those on their way arrives.
void wait(const std::array<Way, 2>& ways) {
    Time wake = Time::max();
    for (const Way& way : ways) wake = std::min(wake, way.line.next_arrival().value_or(Time::max()));
    timespec timeout{};
    const bool idle = wake == Time::max();
    if (!idle) {
        const auto left =
            std::max(std::chrono::nanoseconds(wake - now()), std::chrono::nanoseconds(0)).count();
        timeout = {left / 1'000'000'000, left % 1'000'000'000};
    }
    pollfd devices[] = {{ways[0].from.fd(), POLLIN, 0}, {ways[1].from.fd(), POLLIN, 0}};
    if (ppoll(devices, 2, idle ? nullptr : &timeout, nullptr) < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for packets");
    }
}

[[noreturn]] void carry(const Arguments& arguments) {
    Tun a(arguments.namespaces[0], arguments.device);
    Tun b(arguments.namespaces[1], arguments.device);
    LineSpec back = arguments.line;
    ++back.seed;
    std::array<Way, 2> ways{{{a, Line(arguments.line), b}, {b, Line(back), a}}};
    // A wait may end 50 us late otherwise, which is a short link's whole delay.
    prctl(PR_SET_TIMERSLACK, 1UL);
    std::cout << "ready\n" << std::flush;
    while (true) {
        wait(ways);
        for (Way& way : ways) way.collect();
        for (Way& way : ways) way.deliver();
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "A link between two network namespaces: it carries packets between the TUN devices of one name that "
        "both have, until it is ended. As root.",
        "wanlink"};
    try {
        carry(parse_arguments(app, argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "wanlink: " << error.what() << '\n';
        return 1;
    }
}
