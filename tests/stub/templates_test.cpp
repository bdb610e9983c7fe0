// What templates may do, and what becomes of hostile ones.

#include "templates.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "fixture.hpp"

namespace poap::stub::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr, testing::StartsWith;

/// The processes that this one has started.
std::vector<pid_t> children() {
    std::vector<pid_t> pids;
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream list(task.path() / "children");
        for (pid_t pid = 0; list >> pid;) pids.push_back(pid);
    }
    return pids;
}

struct TemplatesTest : testing::Test {
    TempFolder files;
    Folder folder{files.path()};
    Templates templates{folder, {std::chrono::minutes(5), std::chrono::minutes(5)}};  // a busy machine
    Variables variables = {{"hostname", "leaf1"},   {"asn", "0123"},     {"empty", ""},
                           {"odd", "{{ asn }}"},    {"_x9", "ok"},       {"vlans", {10, 20}},
                           {"bfd", false},          {"mtu", 9216},       {"bgp", {{"asn", 65001}}},
                           {"table", {{"7", "x"}}}, {"umlaut", "\u00fc"}};

    std::string render(const std::string& text) {
        files.write("t.j2", text);
        return templates.render("t.j2", variables, "the switch at line 3 of the inventory", {});
    }
    std::string fault_of(const std::string& text) {
        try {
            return "rendered: " + render(text).substr(0, 200);
        } catch (const TemplateError& error) {
            return error.what();
        }
    }
};

TEST_F(TemplatesTest, RendersAsTheLabsServerDoes) {
    const std::pair<std::string, std::string> kRows[] = {
        {"interface mgmt0", "interface mgmt0"},
        {"", ""},
        {"hostname {{ hostname }}", "hostname leaf1"},
        {"{{hostname}}/{{  asn\t}}", "leaf1/0123"},
        {"{{\nasn\n}}", "0123"},
        {"{{ _x9 }}{{ empty }}{{ odd }}", "ok{{ asn }}"},
        {"a\n", "a"},
        {"a\n\n", "a\n"},
        {"a\r\n{{ asn }}\r\n", "a\n0123"},
        {"a\rb", "a\nb"},
        {"banner { x } %} #}", "banner { x } %} #}"},
        {"{# not this #}<&>\"'{{ '<' }}", "<&>\"'<"},
        {"{{ umlaut }}\u00e4{{ '\u20ac' }}", "\u00fc\u00e4\u20ac"},
        {"{% if bfd %}bfd{% else %}no bfd{% endif %} {{ bfd }}", "no bfd False"},
        {"{% for v in vlans %}\nvlan {{ v }}\n{% endfor %}", "\nvlan 10\n\nvlan 20\n"},
        {"{%- for v in vlans -%} {{ v }}{{ ',' if not loop.last }} {%- endfor -%}", "10,20"},
        {"{{ mtu + 1 }} {{ bgp.asn }} {{ bgp['asn'] }} {{ none_such | default('x') }}", "9217 65001 65001 x"},
        {"{% macro up(p) %}interface {{ p }}{% endmacro %}{{ up('e1') | upper }}", "INTERFACE E1"},
        {"{% set ns = namespace(n=0) %}{% for v in vlans %}{% set ns.n = ns.n + v %}{% endfor %}{{ ns.n }}",
         "30"}};
    for (const auto& [text, rendered] : kRows) EXPECT_EQ(render(text), rendered) << text;
}

TEST_F(TemplatesTest, HasTheFiltersOfJinja) {
    for (const std::string use :
         {"bgp | pprint", "lipsum(1) | wordwrap(9)", "'a b' | urlencode", "bgp | tojson", "'<b>' | striptags",
          "vlans | sum", "'%s-%s' | format(1, 2)", "bgp | dictsort", "vlans | batch(1) | list",
          "'x' | indent(2)", "vlans | map('string') | join(',')", "1.5 | round", "'http://a.b' | urlize",
          "'x' | center(9)", "vlans | random", "bgp | xmlattr", "vlans | unique | list"})
        EXPECT_THAT(fault_of("{{ " + use + " }}"), StartsWith("rendered: ")) << use;
}

TEST_F(TemplatesTest, NamesLineAndCauseOfAnError) {
    files.write("part.j2", "\n\n{{ vrf }}");
    files.write("macros.j2", "{% macro up() %}\n{{ asn }}{% endmacro %}");
    const std::pair<std::string, std::string> kRows[] = {
        {"a\n{{ vlan }}",
         "t.j2 line 2 uses 'vlan', which the switch at line 3 of the inventory does not have"},
        {"{{ vlan == 1 }}", "t.j2 line 1 uses 'vlan'"},
        {"\n{% include 'part.j2' %}", "part.j2 line 3 uses 'vrf'"},
        {"{{ bgp.as }}", "t.j2 line 1: there is no 'as' in a map with the keys: asn"},
        {"{{ table[7] }}", "t.j2 line 1: keys are text: write '7', with quotes"},
        {"{% import 'macros.j2' as m %}{{ m.up() }}",
         "macros.j2 line 2 uses 'asn', which an imported template does not get: import it 'with context'"},
        {"{% include 'a\\ud800' %}", "t.j2 line 1: the templates folder has no a?"},
        {"{{ {'a': 1}['\\ud800'] }}", "t.j2 line 1: there is no '?' in a map with the keys: a"},
        {"{% include range(90000) | map('string') | list %}",
         "t.j2 line 1: the templates folder has none of 0, 1"},
        {"{{ hostname.x }}", "t.j2 line 1: there is no 'x' in a text"},
        {"a\n{% if x %}", "t.j2 line 2: Unexpected end of template"},
        {"\n\n{% x %}", "t.j2 line 3: Encountered unknown tag 'x'"},
        {"{{ asn|foo }}", "t.j2 line 1: No filter named 'foo'"},
        {"{{ asn asn }}", "t.j2 line 1: expected token 'end of print statement', got 'asn'"},
        {"x\n{{ asn", "t.j2 line 2: unexpected end of template"},
        {"\n{{ asn + 1 }}", "t.j2 line 2: can only concatenate str"},
        {"\n{% include 'none.j2' %}", "t.j2 line 2: the templates folder has no none.j2"},
        {"a\xff", "t.j2: t.j2 is not UTF-8 text"}};
    for (const auto& [text, fault] : kRows) EXPECT_THAT(fault_of(text), StartsWith(fault)) << text;
}

TEST_F(TemplatesTest, IncludesFilesOfTheFolderAndOfFoldersInIt) {
    fs::create_directories(files / "parts/deep");
    files.write("parts/deep/ntp.j2", "ntp server {{ hostname }}\n");
    files.write("base.j2", "[{% block b %}{% endblock %}]");
    EXPECT_EQ(render("{% include 'parts/deep/ntp.j2' %}"), "ntp server leaf1");
    EXPECT_EQ(render("{% extends 'base.j2' %}{% block b %}{{ asn }}{% endblock %}"), "[0123]");
    files.write("parts/deep/ntp.j2", "changed");
    EXPECT_EQ(render("{% include 'parts/deep/ntp.j2' %}"), "changed");
}

TEST_F(TemplatesTest, RemembersNothingOfTheConfigurationBefore) {
    files.write(
        "count.j2",
        "{% set ns = namespace(n=0) %}{% macro next() %}{% set ns.n = ns.n + 1 %}{{ ns.n }}{% endmacro %}");
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(render("{% import 'count.j2' as c %}{{ c.next() }}{{ c.next() }}"), "12");
}

TEST_F(TemplatesTest, ReadsNothingOutsideTheFolder) {
    const TempFolder outside;
    outside.write("secret", "SECRET");
    fs::create_directory(files / "below");
    fs::create_symlink(outside / "secret", files / "link");
    fs::create_symlink(outside / "secret", files / "below/link");
    fs::create_directory_symlink(outside.path(), files / "folder");
    files.write("inventory", "SECRET");
    struct stat status {};
    ASSERT_EQ(::stat((files / "inventory").c_str(), &status), 0);
    folder.withhold(status);
    const std::string up = "../" + fs::path(outside.path()).filename().string() + "/secret";
    for (const std::string& path :
         {outside.path() + "/secret", up, "below/../" + up, std::string("link"), std::string("below/link"),
          std::string("folder/secret"), std::string("inventory"), std::string("/etc/passwd"),
          std::string("./link"), std::string("below//link"), std::string("below"), std::string("")}) {
        const std::string fault = fault_of("{% include '" + path + "' %}");
        EXPECT_THAT(fault, StartsWith("t.j2 line 1: ")) << path;
        EXPECT_THAT(fault, testing::Not(HasSubstr("SECRET"))) << path;
    }
}

TEST_F(TemplatesTest, CannotLeaveTheSandbox) {
    for (const std::string attack :
         {"''.__class__", "''.__class__.__mro__[1].__subclasses__()", "self.__init__.__globals__",
          "cycler.__init__.__globals__.os.popen('id').read()", "lipsum.__globals__['os']",
          "(hostname | attr('__class__')) ~ ''", "'{0.__class__}'.format(hostname)",
          "'%s' | format(hostname.__class__)", "vlans.append(1)", "bgp.update(x=1)",
          "joiner.__init__.__globals__.__builtins__.open('/etc/passwd')", "range(10000000)"}) {
        EXPECT_THAT(fault_of("{{ " + attack + " }}"), StartsWith("t.j2 line 1")) << attack;
    }
    EXPECT_EQ(render("{{ vlans }}"), "[10, 20]") << "nothing has changed it";
}

TEST_F(TemplatesTest, EndsHostileTemplatesAndRendersTheNext) {
    const std::string loop = "{% for i in range(100000) %}";
    std::string nested;
    for (int i = 0; i < 2000; ++i) nested += "(";
    const std::pair<std::string, std::string> kRows[] = {
        {loop + loop + "{% endfor %}{% endfor %}", "takes more than 5 s of processor time"},
        {loop + loop + "aaaaaaaaaaaaaaaa{% endfor %}{% endfor %}", "larger than 16777216 bytes"},
        {"{{ 'a' * 20000000 }}", "larger than 16777216 bytes"},
        {"{{ '\u20ac' * 6000000 }}", "larger than 16777216 bytes"},
        {"{{ 'a' * 1000000000 }}", "needs more than 512 MiB of memory"},
        {"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls itself without end"},
        {"{% include 't.j2' %}", "calls itself without end"},
        {"{{ " + nested, "t.j2"},
        {"{{ 'a\\ud800' }}", "a character that UTF-8 cannot represent"}};
    for (const auto& [text, fault] : kRows) {
        EXPECT_THAT(fault_of(text), HasSubstr(fault)) << text.substr(0, 80);
        EXPECT_EQ(render("{{ asn }}"), "0123");
    }
}

TEST_F(TemplatesTest, ReplacesAWorkerThatDiedOrHangs) {
    const auto before = children();
    EXPECT_EQ(render("{{ asn }}"), "0123");
    const auto worker = [&] {
        for (const pid_t pid : children())
            if (std::find(before.begin(), before.end(), pid) == before.end()) return pid;
        return pid_t{0};
    };
    const pid_t first = worker();
    ASSERT_NE(first, 0);
    EXPECT_THAT(fault_of("{{ nothing }}"), HasSubstr("uses 'nothing'"));
    EXPECT_EQ(worker(), first) << "not after every error";
    ::kill(first, SIGKILL);
    siginfo_t gone;
    ::waitid(P_PID, static_cast<id_t>(first), &gone, WEXITED | WNOWAIT);
    EXPECT_EQ(render("{{ asn }}"), "0123");
    const pid_t second = worker();
    EXPECT_THAT(fault_of("{{ 'a' * 1000000000 }}"), HasSubstr("memory"));
    EXPECT_EQ(render("{{ asn }}"), "0123");
    EXPECT_NE(worker(), second) << "its memory may be used up";

    Templates hasty(folder, {std::chrono::minutes(5), std::chrono::milliseconds(1)});
    files.write("t.j2", "{% for i in range(100000) %}{{ i }}{% endfor %}");
    try {
        hasty.render("t.j2", variables, "", {});
        ADD_FAILURE() << "rendered";
    } catch (const TemplateError& error) {
        EXPECT_STREQ(error.what(), "t.j2: rendering takes too long");
    }
}

TEST_F(TemplatesTest, EndsARenderingAndThoseThatWaitForItIfItIsStopped) {
    const std::string loop = "{% for i in range(100000) %}";
    files.write("t.j2", loop + loop + "{% endfor %}{% endfor %}");
    std::atomic<int> ended = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&](const std::stop_token& stop) {
                EXPECT_THROW(templates.render("t.j2", variables, "", stop), std::runtime_error);
                ++ended;
            });
    }  // stops them
    EXPECT_EQ(ended, 3);
    EXPECT_EQ(render("{{ asn }}"), "0123");
}

TEST_F(TemplatesTest, LimitsTheRightsOfTheWorker) {
    const auto before = children();
    const Descriptor inherited(
        ::open("/dev/null", O_RDONLY));  // NOLINT(android-cloexec-open): that is the test
    EXPECT_EQ(render("{{ asn }}"), "0123");
    int workers = 0;
    for (const pid_t pid : children()) {
        if (std::find(before.begin(), before.end(), pid) != before.end()) continue;
        ++workers;
        const std::string process = "/proc/" + std::to_string(pid);
        std::ifstream limits(process + "/limits");
        const std::string text{std::istreambuf_iterator<char>(limits), {}};
        for (const std::string limit : {"Max open files            0                    0",
                                        "Max file size             0                    0",
                                        "Max processes             0                    0",
                                        "Max address space         536870912            536870912"})
            EXPECT_THAT(text, HasSubstr(limit));
        EXPECT_EQ(std::distance(fs::directory_iterator(process + "/fd"), {}), 3);
        struct stat owner {};
        EXPECT_EQ(::stat(process.c_str(), &owner), 0);
        EXPECT_EQ(owner.st_uid, ::geteuid() == 0 ? 65534 : ::geteuid());
        std::ifstream environment(process + "/environ");
        ASSERT_TRUE(environment.is_open());
        EXPECT_EQ(environment.get(), std::ifstream::traits_type::eof());
    }
    EXPECT_EQ(workers, 1);
}

TEST_F(TemplatesTest, MayBeUsedByManyThreads) {
    files.write("t.j2", "{% for v in vlans %}{{ hostname }} {{ v }}\n{% endfor %}");
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([this, i] {
            const Variables own = {{"hostname", i}, {"vlans", {i}}};
            const std::string expected = std::to_string(i) + " " + std::to_string(i) + "\n";
            for (int round = 0; round < 25; ++round)
                EXPECT_EQ(templates.render("t.j2", own, "", {}), expected);
        });
}

}  // namespace
}  // namespace poap::stub::test
