// A machine, and whoever starts the agent on it, that are not as they should be.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Starts the agent out of a shell that has done something else before.
Step after(const std::string& script) {
    return started_by({"/bin/sh", "-c", script + "; exec \"$@\"", "sh"});
}

/// Standard error becomes a pipe that is full.
const std::string kFullPipe =
    "p=$(mktemp -u) && mkfifo $p && exec 3<>$p && rm $p && head -c 65536 /dev/zero >&3 && exec 2>&3 3>&-";
/// Standard error becomes a pipe that nobody reads.
const std::string kBrokenPipe = "p=$(mktemp -u) && mkfifo $p && exec 3<>$p 2>$p 3>&- && rm $p";

Cases starts() {
    const Step no_proc = started_by(
        {"/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"", "sh"});
    const Step stray_descriptor = after("exec 7</etc/passwd") + [](Bench& bench) {
        const auto& dir = bench.make<test::TempDir>();
        dir.write("vsh", concat("#!/bin/sh\n[ -e /proc/$$/fd/7 ] && exit 16\nexec ", VSH_PATH, " \"$@\"\n"));
        chmod(dir.path_of("vsh").c_str(), 0700);
        bench.arguments = {"--vsh", dir.path_of("vsh")};
    };
    Cases rows = {
        Case("StandardInputClosed", after("exec <&-"), recovers()),
        Case("StandardOutputClosed", after("exec >&-"), recovers()),
        Case("StandardErrorClosed", after("exec 2>&-"), recovers()),
        Case("AllDescriptorsClosed", after("exec <&- >&- 2>&-"), recovers()),
        Case("StandardErrorFull", after("exec 2>/dev/full"), recovers()),
        Case("StandardErrorAFullPipe", after(kFullPipe), recovers()),
        Case("StandardErrorABrokenPipe", after(kBrokenPipe), recovers()),
        Case("SignalsIgnored", after("trap '' HUP INT QUIT PIPE ALRM TERM CHLD USR1 XFSZ"), recovers()),
        Case("SignalsBlocked", started_by({"/usr/bin/env", "--block-signal"}), recovers()),
        Case("FolderOfItsOwnDeleted", after("d=$(mktemp -d) && cd $d && rmdir $d"), recovers()),
        Case("NoModeLeftByTheUmask", after("umask 0777"), recovers()),
        Case("EachModeLeftByTheUmask", after("umask 0"), recovers()),
        Case("FilesOf200Kilobytes", after("ulimit -f 400"),
             fails(ExitCode::NoSpace, kStageImage, "to bootflash: File too large")),
        Case("StrayDescriptorIsNotHandedOnToTheCli", stray_descriptor, recovers()),
    };
    // Sanitizers need /proc.
    if (geteuid() == 0 && !kSanitized) rows.emplace_back("NoProc", no_proc, recovers());
    return rows;
}

CASES(Start, starts());

/// A folder like /dev takes its place, and `more` is done to it.
std::string with_dev(const std::string& more) {
    return "mount -t tmpfs none /mnt && for d in full null random urandom zero; do : >/mnt/$d && "
           "mount --bind /dev/$d /mnt/$d || exit 1; done && " +
           more + " && mount --rbind /mnt /dev && exec \"$@\"";
}

/// Where the machine's own daemon takes what is to be logged.
class Syslog {
  public:
    Syslog() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address_), sizeof address_), 0);
    }
    std::string path() const { return dir_.path_of("log"); }

    /// Has so much wait for it that it takes no more.
    void fill() const {
        const Descriptor other(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto* there = reinterpret_cast<const sockaddr*>(&address_);
        while (sendto(other.get(), "", 1, 0, there, sizeof address_) >= 0) continue;
    }
    /// Ends the daemon; its socket's name stays.
    void end() { socket_ = Descriptor(); }
    std::string next() const {
        std::array<char, 1024> line{};
        const ssize_t got = recv(socket_.get(), line.data(), line.size(), 0);
        return {line.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }

  private:
    test::TempDir dir_;
    sockaddr_un address_ = address_of(path());
    Descriptor socket_;

    static sockaddr_un address_of(const std::string& path) {
        sockaddr_un address{AF_UNIX, {}};
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        return address;
    }
};

/// @param make does what more is to be done to the bench, and to /mnt, which becomes /dev
Step syslog_at(const std::function<std::string(Bench&)>& make) {
    return [=](Bench& bench) {
        if (geteuid() != 0) GTEST_SKIP() << "another /dev takes root";
        bench.starter = {"/usr/bin/unshare", "-m", "/bin/sh", "-c", with_dev(make(bench)), "sh"};
        bench.dropped = {"--no-syslog"};
    };
}

Step daemon_at_syslog(const std::function<void(Bench&, Syslog&)>& act) {
    return syslog_at([=](Bench& bench) {
        auto& syslog = bench.make<Syslog>();
        act(bench, syslog);
        return ": >/mnt/log && mount --bind " + syslog.path() + " /mnt/log";
    });
}

Cases syslogs() {
    const auto is_read = [](Bench& bench, Syslog& syslog) {
        bench.meanwhile = [&](Process&) {
            std::string line;
            ASSERT_TRUE(eventually([&] { return !(line = syslog.next()).empty(); }));
            EXPECT_THAT(line, StartsWith("<9>"));
            EXPECT_THAT(line, HasSubstr(" poap-agent: "));
        };
    };
    const auto made_by = [](const std::string& command) {
        return syslog_at([=](Bench&) { return command; });
    };
    return {
        Case("Missing", made_by("true"), recovers()),
        Case("AFile", made_by(": >/mnt/log"), recovers()),
        Case("AFolder", made_by("mkdir /mnt/log"), recovers()),
        Case("AFifo", made_by("mkfifo /mnt/log"), recovers()),
        Case("WhoseDaemonReads", daemon_at_syslog(is_read), recovers()),
        Case("WhoseDaemonReadsNothing", daemon_at_syslog([](Bench&, Syslog& syslog) { syslog.fill(); }),
             recovers()),
        Case("WhoseDaemonHasEnded", daemon_at_syslog([](Bench&, Syslog& syslog) { syslog.end(); }),
             recovers()),
    };
}

CASES(SyslogAt, syslogs());

Cases environments() {
    const std::string nowhere = "http://127.0.0.1:1";
    std::vector<std::pair<std::string, Words>> ways = {
        {"Proxies",
         {"http_proxy=" + nowhere, "HTTPS_PROXY=" + nowhere, "ALL_PROXY=" + nowhere,
          "all_proxy=socks5://127.0.0.1:1"}},
        {"ProxyThatIsNoUrl", {"http_proxy=%00\n::"}},
        {"Libraries", {"LD_LIBRARY_PATH=/no/such/folder", "LD_BIND_NOW=1"}},
        {"Certificates",
         {"CURL_CA_BUNDLE=/no/such/file", "SSL_CERT_FILE=/no/such/file", "SSL_CERT_DIR=/no/such"}},
        {"OpensslSettings",
         {"OPENSSL_CONF=/etc/passwd", "OPENSSL_MODULES=/no/such", "SSLKEYLOGFILE=/dev/full",
          "OPENSSL_ia32cap=0"}},
        {"Resolver",
         {"RES_OPTIONS=ndots:15 attempts:0", "LOCALDOMAIN=.. ..", "HOSTALIASES=/dev/zero",
          "RESOLV_HOST_CONF=/dev/zero"}},
        {"Place",
         {"TZ=../../../dev/zero", "LC_ALL=../../x", "LANG=tr_TR", "NLSPATH=%s%n", "TMPDIR=/no/such/folder",
          "HOME=/dev/null"}},
        {"LongVariables", Words(8, "LONG=" + std::string(131'000, 'x'))},
        {"NameWithoutAValue", {"POAP_PHASE", "POAP_SERIAL", "=", ""}},
        {"SerialWithASlash", {"POAP_SERIAL=a/b"}},
        {"SerialOfTwoDots", {"POAP_SERIAL=.."}},
        {"SerialThatIsEmpty", {"POAP_SERIAL="}},
        {"SerialWithANewline", {"POAP_SERIAL=FDO\nHost: x"}},
        {"SerialWithEscapes", {"POAP_SERIAL=\x1b[2JFDO"}},
        {"SerialThatIsAnOption", {"POAP_SERIAL=-rf"}},
        {"SerialOf10Kilobytes", {"POAP_SERIAL=" + std::string(10'000, 'A')}},
        {"SerialThatIsRight", {"POAP_SERIAL=" + kSerial}},
        {"MacWithDots", {"POAP_MGMT_MAC=5e01.4002.0001"}},
        {"MacWithColons", {"POAP_MGMT_MAC=5e:01:40:02:00:01"}},
        {"MacThatIsTooLong", {"POAP_MGMT_MAC=5e01400200015e0140020001"}},
        {"MacOfZeros", {"POAP_MGMT_MAC=000000000000"}},
        {"MacInCapitals", {"POAP_MGMT_MAC=5E0140020001"}},
        {"VrfThatIsAPath", {"POAP_VRF=../../etc/passwd"}},
    };
    if (!kSanitized) {  // whose runtime insists on being the first library, and to which glibc's locales leak
        ways.push_back({"Preload", {"LD_PRELOAD=/no/such/library.so"}});
        ways.push_back({"Locales", {"LOCPATH=/dev", "LC_ALL=../../x"}});
    }
    Cases rows;
    for (const auto& [name, variables] : ways) rows.emplace_back(name, env(variables), recovers());
    return rows;
}

CASES(Environment, environments());

Cases processes() {
    const std::string again = "Resource temporarily unavailable";
    const std::string cannot_run = "cannot run the CLI, " VSH_PATH ": ";
    Cases rows = {
        Case("NoneForTheCli", failing("clone", 1, EAGAIN),
             fails(ExitCode::Switch, kIdentify, cannot_run + again)),
        Case("NoThreadForTheDigest", failing("clone", 2, EAGAIN),
             fails(ExitCode::Switch, kStageImage,
                   "cannot start a thread to verify " + kNewImage + ": " + again)),
    };
    if (!kSanitized) {  // a sanitizer's runtime uses pipes to try addresses
        rows.emplace_back("NoPipeForTheCli", failing("pipe2", 1, EMFILE),
                          fails(ExitCode::Switch, kIdentify, cannot_run));
    }
    return rows;
}

CASES(Processes, processes());

/// A VRF that is not there; the rig's switches have none.
Cases vrfs() {
    const std::string cannot = "VRF no-such-vrf cannot be entered";
    const Step absent = dropping("--vrf") + env({"POAP_VRF=no-such-vrf"});
    const Step with_a_password = [](Bench& bench) {
        const auto& files = bench.make<test::TempDir>();
        files.write("password", "hunter2");
        bench.names_server = false;
        bench.add_arguments({"--mode", "serial_number", "--username", "poap", "--file-server",
                             concat("http://", bench.server.address(), "/conf"), "--password-file",
                             files.path_of("password")});
    };
    return {
        Case("ThatAPersonNamedIsAnErrorBeforeAnythingIsSent",
             args({"--vrf", "no-such-vrf"}) + flash(kPart, "half a download"),
             fails(ExitCode::Switch, "enter the VRF", cannot)
                 .requesting({})
                 .reporting({"--vrf, or `vrf` in the boot file"})),
        Case("ThatPoapNamesAndThatIsAbsentIsAWarning", absent, recovers().reporting({cannot})),
        Case("ThatPoapNamesAndThatIsAbsentIsAnErrorWhereAPasswordWouldBeSent", absent + with_a_password,
             fails(ExitCode::Switch, "enter the VRF", "--username is not for the current network")
                 .requesting({})),
    };
}

CASES(Vrf, vrfs());

TEST(VrfThatIsAbsent, IsAnErrorOfAPlanAndDoesNotMatterToCollect) {
    FakeServer server;
    server.start();
    const EmulatedSwitch device;
    const Ended plan = device.run_agent(server.where() + Words{"plan", "--vrf", "no-such-vrf"});
    expect_failure(plan, {ExitCode::Switch, "enter the VRF", "VRF no-such-vrf cannot be entered"});
    EXPECT_THAT(server.requests(), testing::IsEmpty());
    const Ended collect = device.run_agent({"collect", "--vrf", "no-such-vrf"});
    EXPECT_EQ(collect.exit_code, 0);
    EXPECT_THAT(collect.err, testing::Not(HasSubstr("no-such-vrf")));
}

}  // namespace
}  // namespace poap::rig
