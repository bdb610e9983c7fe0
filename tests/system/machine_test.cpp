// A bad environment: descriptors, signals, /dev/log, variables, processes, VRFs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;

/// Starts the agent from a shell that has run a script before.
Step after(const std::string& script) {
    return started_by({"/bin/sh", "-c", script + "; exec \"$@\"", "sh"});
}

/// Standard error becomes a pipe that is full.
const std::string kFullPipe =
    "p=$(mktemp -u) && mkfifo $p && exec 3<>$p && rm $p && head -c 65536 /dev/zero >&3 && exec 2>&3 3>&-";
/// Standard error becomes a pipe without a reader.
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
        Case("StrayDescriptorIsNotPassedToTheCli", stray_descriptor, recovers()),
    };
    // Sanitizers need /proc.
    if (geteuid() == 0 && !agent_is_sanitized()) rows.emplace_back("NoProc", no_proc, recovers());
    return rows;
}

CASES(Start, starts());

/// A folder like /dev takes its place, and `more` is done to it.
std::string with_dev(const std::string& more) {
    return "mount -t tmpfs none /mnt && for d in full null random urandom zero; do : >/mnt/$d && "
           "mount --bind /dev/$d /mnt/$d || exit 1; done && " +
           more + " && mount --rbind /mnt /dev && exec \"$@\"";
}

/// What is at /dev/log.
Cases syslogs() {
    const auto row = [](const std::string& name, const std::string& command) -> Case {
        const Step dev = [=](Bench& bench) {
            if (geteuid() != 0) GTEST_SKIP() << "another /dev takes root";
            bench.starter = {"/usr/bin/unshare", "-m", "/bin/sh", "-c", with_dev(command), "sh"};
            bench.dropped = {"--no-syslog"};
        };
        return Case(name, dev, recovers());
    };
    return {
        row("Missing", "true"),
        row("AFile", ": >/mnt/log"),
        row("AFolder", "mkdir /mnt/log"),
        row("AFifo", "mkfifo /mnt/log"),
        row("ASocketWhoseDaemonHasEnded",
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX, "
            "socket.SOCK_DGRAM).bind(\"/mnt/log\")'"),
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
        {"SerialWithANewline", {"POAP_SERIAL=FDO\nHost: x"}},
        {"SerialWithEscapes", {"POAP_SERIAL=\x1b[2JFDO"}},
        {"MacThatIsTooLong", {"POAP_MGMT_MAC=5e01400200015e0140020001"}},
        {"VrfThatIsAPath", {"POAP_VRF=../../etc/passwd"}},
    };
    if (!agent_is_sanitized()) {  // whose runtime insists on being the first library, and to which glibc's
                                  // locales leak
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
    if (!agent_is_sanitized()) {  // a sanitizer's runtime uses pipes to try addresses
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
             fails(ExitCode::Switch, "enter the VRF",
                   "the --username login must not be sent in the current network")
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
