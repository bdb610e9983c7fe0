#include "options/static_options.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/text.hpp"
#include "support/parsed_options.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

const std::string kStatic = "--mode serial_number --file-server http://h/top ";

PoapEnvironment usb_phase() {
    PoapEnvironment environment;
    environment.in_poap = true;
    environment.from_usb = true;
    return environment;
}

TEST(StaticOptions, ReplaceAPoapServer) {
    const Options options = parse(words(kStatic));
    EXPECT_FALSE(options.server);
    ASSERT_TRUE(options.static_plan);
    EXPECT_EQ(options.static_plan->mode, Mode::SerialNumber);
    EXPECT_EQ(config_url(options), "http://h/top/x");
    EXPECT_FALSE(options.static_plan->images.system);
    EXPECT_FALSE(options.static_plan->images.config);
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
    EXPECT_TRUE(options.sidecars);
    EXPECT_FALSE(options.credentials);
    EXPECT_EQ(options.required_space, 0U);
    EXPECT_EQ(options.usb, "/usbslot1");
    EXPECT_THAT(options.warnings, IsEmpty());
}

TEST(StaticOptions, TakeEveryFlag) {
    const Options options =
        parse({"--mode=raw", "--file-server=tftp://h", "--config-path=/c", "--image-path=i/j",
               "--system-image=s.9.3.10.bin", "--kickstart-image=k.bin", "--config-file=all.cfg",
               "--hops=a.6.0.2.bin+ka.bin@6.0(1), b.7.0.3.bin", "--required-space=100", "--no-sidecar",
               "--usb=/usbslot2"});
    const StaticPlan& plan = *options.static_plan;
    EXPECT_EQ(plan.mode, Mode::Raw);
    EXPECT_EQ(config_url(options), "tftp://h/c/x");
    EXPECT_EQ(plan.config_file, name("all.cfg"));
    EXPECT_EQ(plan.images.system->url, "tftp://h/i/j/s.9.3.10.bin");
    EXPECT_EQ(plan.images.kickstart->url, "tftp://h/i/j/k.bin");
    ASSERT_EQ(plan.images.hops.size(), 2U);
    EXPECT_EQ(plan.images.hops[0].system.url, "tftp://h/i/j/a.6.0.2.bin");
    EXPECT_EQ(plan.images.hops[0].kickstart->name, name("ka.bin"));
    EXPECT_EQ(plan.images.hops[0].from->str(), "6.0(1)");
    EXPECT_EQ(plan.images.hops[1].system.name, name("b.7.0.3.bin"));
    EXPECT_FALSE(plan.images.hops[1].kickstart);
    EXPECT_FALSE(plan.images.hops[1].from);
    EXPECT_EQ(options.required_space, 102'400U);
    EXPECT_FALSE(options.sidecars);
    EXPECT_EQ(options.usb, "/usbslot2");
    EXPECT_EQ(parse(words(kStatic + "--install install-all")).static_plan->images.install,
              Install::InstallAll);
    EXPECT_FALSE(parse({"collect", "--mode", "nonsense", "--hostname=;"}).static_plan);
}

TEST(StaticOptions, ListFurtherFilesWithTheirFolders) {
    const Options options = parse({"--mode=mac", "--file-server=http://h/top",
                                   "--user-files=apps/tool.tar=apps/bin, /motd.txt,a/b/c=d"});
    const auto& files = options.static_plan->images.files;
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[0].file.url, "http://h/top/apps/tool.tar");
    EXPECT_EQ(files[0].path(), "apps/bin/tool.tar");
    EXPECT_EQ(files[1].file.url, "http://h/top/motd.txt");
    EXPECT_EQ(files[1].path(), "motd.txt");
    EXPECT_EQ(files[2].path(), "d/c");
    const Options usb = parse({"--mode=mac", "--user-files=/usbslot1/x/y"}, usb_phase());
    EXPECT_EQ(usb.static_plan->images.files[0].file.url, "usb:/x/y");
}

TEST(StaticOptions, RefuseFilesThatWouldLeaveBootflashOrHaveTheNameOfAnother) {
    const std::pair<std::string, std::string> rows[] = {
        {"a/", "not a valid file name"},
        {"", "--user-files"},
        {"a,,b", "not a valid file name"},
        {".a", "not a valid file name"},
        {"../a", "not a valid path"},
        {"a b", "not a valid file name"},
        {"a=", "invalid folder"},
        {"a=..", "invalid folder"},
        {"a=b/../c", "invalid folder"},
        {"a=/b", "invalid folder"},
        {"a=b//c", "invalid folder"},
        {"a=.hidden", "invalid folder"},
        {"a=b=c", "invalid folder"},
        {"poap-agent.x", "the agent or the switch uses names such as"},
        {"x=poap-agent", "the agent or the switch uses names such as"},
        {"poap_replay01.cfg", "the agent or the switch uses names such as"},
        {"20260101000000_poap.log", "the agent or the switch uses names such as"},
        {"scheduled-config", "the agent or the switch uses names such as"},
        {"s.bin", "another of its files is s.bin"},
        {"x=s.bin", "another of its files is s.bin"},
        {"a=x,b/a=x", "two of its files are x/a"},
        {"x/a_b=x,b=x_a", "two of its files are x_a/b"},
        {"a=" + std::string(199, 'b'), "more than 200 characters"},
    };
    for (const auto& [list, fault] : rows) {
        const Arguments arguments = {"--mode=mac", "--file-server=http://h", "--system-image=s.bin",
                                     "--user-files=" + list};
        const Error error = thrown_by([&] { parse(arguments); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << list;
        EXPECT_THAT(error.what(), HasSubstr(fault)) << list;
    }
}

TEST(StaticOptions, ReadThePasswordFromItsFileAndWarnOfPlainHttp) {
    const TempDir files;
    files.write("password", "s:cret \n");
    files.write("bad", "hunter2\x01");
    const std::string user = kStatic + "--username poap --password-file=";
    const Options options = parse(words(user + files.path_of("password")));
    EXPECT_EQ(options.credentials->user(), "poap");
    EXPECT_EQ(options.credentials->password(), "s:cret ");
    EXPECT_EQ(options.vrf_fallback, VrfFallback::NotPassword);
    EXPECT_THAT(options.warnings, ElementsAre(HasSubstr("plain http")));
    const std::string file = "--mode=mac --username=poap --password-file=" + files.path_of("password");
    EXPECT_THAT(parse(words(file + " --file-server=ftp://h")).warnings, ElementsAre(HasSubstr("plain ftp")));
    const std::string key = "SHA256:5ERtw5OrDCwFAKm4EtBSxh3oxNzkzSZRd/EA+8RIRPI";
    const Options by_ssh = parse(words(file + " --file-server=scp://h --host-key=" + key));
    EXPECT_TRUE(by_ssh.host_keys->accept(key));
    EXPECT_THAT(by_ssh.warnings, testing::IsEmpty());
    EXPECT_THAT(parse(words(kStatic + "--host-key=" + key)).warnings,
                ElementsAre(HasSubstr("--host-key is ignored")));
    const Error error = thrown_by([&] { parse(words(user + files.path_of("bad"))); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("hunter2")));
}

TEST(StaticOptions, LeaveTheUserOutOverTftpWithAWarning) {
    const Options options =
        parse(words("--mode=mac --file-server=tftp://h --username=u --password-file=/none"));
    EXPECT_FALSE(options.credentials);
    EXPECT_THAT(options.warnings, ElementsAre(HasSubstr("TFTP has no users")));
}

TEST(StaticOptions, OfTheUsbPhaseKeepTheFileServersPathAndNeedNeitherItNorAPassword) {
    EXPECT_EQ(config_url(parse(words("--mode=mac --config-path=c"), usb_phase())), "usb:/c/x");
    const Options options = parse(words("--mode=mac --file-server=https://h/top --config-path=c --username=u "
                                        "--password-file=/none"),
                                  usb_phase());
    EXPECT_EQ(config_url(options), "usb:/top/c/x");
    EXPECT_FALSE(options.credentials);
    const Error error = thrown_by([] { parse({"--server", "h"}, usb_phase()); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("POAP_PHASE=USB"), HasSubstr("--server")));
    EXPECT_THAT(error.advice(), HasSubstr("--mode"));
}

TEST(StaticOptions, ByLocationOrHostNameNeedWhatDhcpGives) {
    const Arguments by_location = words("--mode=location --file-server=http://h");
    const Arguments by_name = words("--mode=hostname --file-server=http://h");
    EXPECT_THAT(thrown_by([&] { parse(by_location); }).what(), HasSubstr("POAP_INTF"));
    EXPECT_THAT(thrown_by([&] { parse(by_name); }).what(), HasSubstr("POAP_HOST_NAME"));
    EXPECT_EQ(parse(by_name + Arguments{"--config-file=x.cfg"}).static_plan->mode, Mode::Hostname);
    PoapEnvironment environment;
    environment.port = InterfaceName::parse("Ethernet1/1");
    environment.host_name = name("leaf1");
    EXPECT_EQ(parse(by_location, environment).static_plan->mode, Mode::Location);
    EXPECT_EQ(parse(by_name, environment).static_plan->mode, Mode::Hostname);
}

struct BadCase {
    std::string line;
    std::string fault;
};

const BadCase kBad[] = {
    {kStatic + "--server h", "--server and --mode"},
    {"--mode mac", "--file-server is missing"},
    {"--mode serial --file-server http://h", "--mode `serial`"},
    {"--mode= --file-server http://h", "the value of --mode is empty"},
    {"--mode mac --file-server h", "--file-server `h`"},
    {"--mode mac --file-server ftps://h", "--file-server `ftps://h`"},
    {"--mode mac --file-server scp://h", "scp and sftp need a user"},
    {kStatic + "--host-key MD5:x", "--host-key `MD5:x`"},
    {"--server h --host-key SHA256:" + std::string(43, 'x'), "--host-key is for runs without a POAP server"},
    {"--mode mac --file-server https://h", "--ca-file or --pin"},
    {kStatic + "--config-path ../x", "--config-path `../x`"},
    {kStatic + "--image-path a/..", "--image-path `a/..`"},
    {kStatic + "--system-image a/b", "or dash; folders go into --image-path"},
    {kStatic + "--system-image=a --hops=b/c", "or dash; folders go into --image-path"},
    {kStatic + "--system-image=a --kickstart-image ;", "--kickstart-image `;`"},
    {kStatic + "--kickstart-image k", "no system image"},
    {kStatic + "--config-file ../x", "or dash; folders go into --config-path"},
    {"--mode=raw --file-server=http://h", "--config-file"},
    {kStatic + "--system-image=a --hops=b", "has no release in its name"},
    {kStatic + "--system-image=a --hops=b.7.0.3.bin@x", "--hops `b.7.0.3.bin@x`"},
    {kStatic + "--system-image=a --hops=b.7.0.3.bin,", "--hops ``"},
    {kStatic + "--system-image=a --hops=b.7.0.3.bin+", "--hops ``"},
    {kStatic + "--hops=b.7.0.3.bin", "no target image"},
    {kStatic + "--username u", "not --password-file"},
    {kStatic + "--password-file f", "but not --username"},
    {kStatic + "--username=u --password-file=/none", "--password-file `/none` cannot be read"},
    {kStatic + "--username=u --password-file=/dev/zero", "--password-file `/dev/zero` is larger"},
    {kStatic + "--username=u:v --password-file=/dev/null", "colon"},
    {kStatic + "--system-image=a --kickstart-image=b --install=install-all", "takes one image"},
};

void expect_usage_error(const std::string& line, const std::string& fault) {
    const Error error = thrown_by([&] { parse(words(line)); });
    EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
    EXPECT_THAT(error.what(), HasSubstr(fault));
    EXPECT_FALSE(error.advice().empty());
}

TEST(BadStaticOptions, AreAUsageErrorThatNamesThem) {
    for (const auto& [line, fault] : kBad) expect_usage_error(line, fault);
    for (const std::string& flag : words("--file-server --config-path --image-path --system-image "
                                         "--kickstart-image --config-file --hops --username --password-file"))
        expect_usage_error("--server h " + flag + " x", flag + " is for");
}

}  // namespace
}  // namespace poap::test
