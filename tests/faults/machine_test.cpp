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
#include "fault.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// Starts the agent out of a shell that has done something else before.
Fault started_by(const std::string& name, const std::string& script, End end) {
    return {{name},
            [=](Bench& bench) {
                bench.starter = {"/bin/sh", "-c", script + "; exec \"$@\"", "sh"};
            },
            std::move(end)};
}

/// Standard error becomes a pipe that is full.
const std::string kFullPipe =
    "p=$(mktemp -u) && mkfifo $p && exec 3<>$p && rm $p && head -c 65536 /dev/zero >&3 && exec 2>&3 3>&-";
/// Standard error becomes a pipe that nobody reads.
const std::string kBrokenPipe = "p=$(mktemp -u) && mkfifo $p && exec 3<>$p 2>$p 3>&- && rm $p";

Faults starts() {
    Faults rows = {
        started_by("StandardInputClosed", "exec <&-", recovers()),
        started_by("StandardOutputClosed", "exec >&-", recovers()),
        started_by("StandardErrorClosed", "exec 2>&-", recovers()),
        started_by("AllDescriptorsClosed", "exec <&- >&- 2>&-", recovers()),
        started_by("StandardErrorFull", "exec 2>/dev/full", recovers()),
        started_by("StandardErrorAFullPipe", kFullPipe, recovers()),
        started_by("StandardErrorABrokenPipe", kBrokenPipe, recovers()),
        started_by("SignalsIgnored", "trap '' HUP INT QUIT PIPE ALRM TERM CHLD USR1 XFSZ", recovers()),
        {{"SignalsBlocked"},
         [](Bench& bench) {
             bench.starter = {"/usr/bin/env", "--block-signal"};
         },
         recovers()},
        started_by("FolderOfItsOwnDeleted", "d=$(mktemp -d) && cd $d && rmdir $d", recovers()),
        started_by("NoModeLeftByTheUmask", "umask 0777", recovers()),
        started_by("EachModeLeftByTheUmask", "umask 0", recovers()),
        started_by("FilesOf200Kilobytes", "ulimit -f 400",
                   fails(ExitCode::NoSpace, kStageImage, "to bootflash: File too large")),
    };
    if (geteuid() == 0 && !kSanitized) {  // sanitizers need /proc
        rows.push_back({{"NoProc"},
                        [](Bench& bench) {
                            bench.starter = {"/usr/bin/unshare",
                                             "-m",
                                             "/bin/sh",
                                             "-c",
                                             "mount -t tmpfs none /proc && exec \"$@\"",
                                             "sh"};
                        },
                        recovers()});
    }
    return rows;
}

FAULT_TABLE(Start, starts());

TEST(StrayDescriptor, IsNotHandedOnToTheCli) {
    const auto dir = std::make_shared<test::TempDir>();
    dir->write("vsh", concat("#!/bin/sh\n[ -e /proc/$$/fd/7 ] && exit 16\nexec ", VSH_PATH, " \"$@\"\n"));
    chmod(dir->path_of("vsh").c_str(), 0700);
    expect_end({{"StrayDescriptor"},
                [=](Bench& bench) {
                    bench.starter = {"/bin/sh", "-c", "exec 7</etc/passwd; exec \"$@\"", "sh"};
                    bench.arguments = {"--vsh", dir->path_of("vsh")};
                },
                recovers()});
}

/// A folder like /dev, but for what more is done to it, takes its place.
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

Faults syslogs() {
    const auto row = [](const std::string& name, const std::function<std::string(Bench&)>& more) {
        return Fault{{name},
                     [=](Bench& bench) {
                         if (geteuid() != 0) GTEST_SKIP() << "another /dev takes root";
                         bench.starter = {"/usr/bin/unshare",    "-m", "/bin/sh", "-c",
                                          with_dev(more(bench)), "sh"};
                         bench.syslog = true;
                     },
                     recovers()};
    };
    const auto with_daemon = [&](const std::string& name, const std::function<void(Bench&, Syslog&)>& act) {
        return row(name, [=](Bench& bench) {
            const auto syslog = std::make_shared<Syslog>();
            bench.keep(syslog);
            act(bench, *syslog);
            return ": >/mnt/log && mount --bind " + syslog->path() + " /mnt/log";
        });
    };
    const auto is_read = [](Bench& bench, Syslog& syslog) {
        bench.meanwhile = [&](Process&) {
            std::string line;
            ASSERT_TRUE(eventually([&] { return !(line = syslog.next()).empty(); }));
            EXPECT_THAT(line, StartsWith("<9>"));
            EXPECT_THAT(line, HasSubstr(" poap-agent: "));
        };
    };
    return {
        row("Missing", [](Bench&) { return "true"; }),
        row("AFile", [](Bench&) { return ": >/mnt/log"; }),
        row("AFolder", [](Bench&) { return "mkdir /mnt/log"; }),
        row("AFifo", [](Bench&) { return "mkfifo /mnt/log"; }),
        with_daemon("WhoseDaemonReads", is_read),
        with_daemon("WhoseDaemonReadsNothing", [](Bench&, Syslog& syslog) { syslog.fill(); }),
        with_daemon("WhoseDaemonHasEnded", [](Bench&, Syslog& syslog) { syslog.end(); }),
    };
}

FAULT_TABLE(SyslogAt, syslogs());

Fault with_environment(const std::string& name, const std::vector<std::string>& environment) {
    return {{name}, [=](Bench& bench) { bench.environment = environment; }, recovers()};
}

Faults environments() {
    const std::string nowhere = "http://127.0.0.1:1";
    Faults rows = {
        with_environment("Proxies", {"http_proxy=" + nowhere, "HTTPS_PROXY=" + nowhere,
                                     "ALL_PROXY=" + nowhere, "all_proxy=socks5://127.0.0.1:1"}),
        with_environment("ProxyThatIsNoUrl", {"http_proxy=%00\n::"}),
        with_environment("Libraries", {"LD_LIBRARY_PATH=/no/such/folder", "LD_BIND_NOW=1"}),
        with_environment("Certificates", {"CURL_CA_BUNDLE=/no/such/file", "SSL_CERT_FILE=/no/such/file",
                                          "SSL_CERT_DIR=/no/such/folder"}),
        with_environment("OpensslSettings", {"OPENSSL_CONF=/etc/passwd", "OPENSSL_MODULES=/no/such",
                                             "SSLKEYLOGFILE=/dev/full", "OPENSSL_ia32cap=0"}),
        with_environment("Resolver", {"RES_OPTIONS=ndots:15 attempts:0", "LOCALDOMAIN=.. ..",
                                      "HOSTALIASES=/dev/zero", "RESOLV_HOST_CONF=/dev/zero"}),
        with_environment("Place", {"TZ=../../../dev/zero", "LC_ALL=../../x", "LANG=tr_TR", "NLSPATH=%s%n",
                                   "TMPDIR=/no/such/folder", "HOME=/dev/null"}),
        with_environment("LongVariables", std::vector<std::string>(8, "LONG=" + std::string(131'000, 'x'))),
        with_environment("NameWithoutAValue", {"POAP_PHASE", "POAP_SERIAL", "=", ""}),
        with_environment("SerialWithASlash", {"POAP_SERIAL=a/b"}),
        with_environment("SerialOfTwoDots", {"POAP_SERIAL=.."}),
        with_environment("SerialThatIsEmpty", {"POAP_SERIAL="}),
        with_environment("SerialWithANewline", {"POAP_SERIAL=FDO\nHost: x"}),
        with_environment("SerialWithEscapes", {"POAP_SERIAL=\x1b[2JFDO"}),
        with_environment("SerialThatIsAnOption", {"POAP_SERIAL=-rf"}),
        with_environment("SerialOf10Kilobytes", {"POAP_SERIAL=" + std::string(10'000, 'A')}),
        with_environment("SerialThatIsRight", {"POAP_SERIAL=" + kSerial}),
        with_environment("MacWithDots", {"POAP_MGMT_MAC=5e01.4002.0001"}),
        with_environment("MacWithColons", {"POAP_MGMT_MAC=5e:01:40:02:00:01"}),
        with_environment("MacThatIsTooLong", {"POAP_MGMT_MAC=5e01400200015e0140020001"}),
        with_environment("MacOfZeros", {"POAP_MGMT_MAC=000000000000"}),
        with_environment("MacInCapitals", {"POAP_MGMT_MAC=5E0140020001"}),
        with_environment("VrfThatIsAPath", {"POAP_VRF=../../etc/passwd"}),
    };
    if (!kSanitized) {  // whose runtime insists on being the first library, and to which glibc's locales leak
        rows.push_back(with_environment("Preload", {"LD_PRELOAD=/no/such/library.so"}));
        rows.push_back(with_environment("Locales", {"LOCPATH=/dev", "LC_ALL=../../x"}));
    }
    return rows;
}

FAULT_TABLE(Environment, environments());

Fault with_failing(const std::string& name, const std::string& call, int nth, int error, End end) {
    return {{name},
            [=](Bench& bench) {
                bench.starter = {FAILING_CALL_PATH, call, std::to_string(nth), std::to_string(error)};
            },
            std::move(end)};
}

Faults processes() {
    const std::string again = "Resource temporarily unavailable";
    const std::string cannot_run = "cannot run the CLI, " VSH_PATH ": ";
    Faults rows = {
        with_failing("NoneForTheCli", "clone", 1, EAGAIN,
                     fails(ExitCode::Switch, kIdentify, cannot_run + again)),
        with_failing("NoThreadForTheDigest", "clone", 2, EAGAIN,
                     fails(ExitCode::Switch, kStageImage,
                           "cannot start a thread to verify " + kNewImage + ": " + again)),
    };
    if (!kSanitized) {  // a sanitizer's runtime uses pipes to try addresses
        rows.push_back(with_failing("NoPipeForTheCli", "pipe2", 1, EMFILE,
                                    fails(ExitCode::Switch, kIdentify, cannot_run)));
    }
    return rows;
}

FAULT_TABLE(Processes, processes());

}  // namespace
}  // namespace poap::rig
