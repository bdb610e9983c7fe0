#include "plan/device_recipe.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "plan/yaml.hpp"
#include "support/planned.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not;

const std::string kUrl = "http://h/top/FDO1/FDO1.yaml";

RecipeSource source() {
    const FileSource server = FileSource::parse("http://h/top").value();
    return {server.folder(FolderPath::parse("in").value()), server,
            server.folder(FolderPath::parse("img").value())};
}

DeviceRecipe parse(const std::string& yaml) {
    return parse_device_recipe(yaml, kUrl, source());
}

InstallPlan plan_of(const std::string& yaml) {
    return with_recipe({planned_config(), planned_system(), planned_kickstart()}, parse(yaml));
}

std::vector<std::string> files_of(const InstallPlan& plan) {
    std::vector<std::string> files;
    for (const ExtraFile& extra : plan.files) files.push_back(extra.file.url + " " + extra.path());
    return files;
}

std::vector<std::string> texts(const std::vector<AddedLine>& lines, std::string AddedLine::*text) {
    std::vector<std::string> all;
    for (const AddedLine& line : lines) all.push_back(line.*text);
    return all;
}

TEST(DeviceRecipe, HasFilesAndLinesInOrder) {
    const InstallPlan plan = plan_of(
        "# of rack 7\n"
        "Version: 1\n"
        "Certificate:\n- key1.pub\n- FDO1/key.pem\n"
        "License:\n- FDO1/FDO1_1.lic\n- ' /abs/FDO1_2.lic '\n"
        "Target_image: nxos.9.3.5.bin\n"
        "Trustpoint:\n"
        "  Z1_TP:\n    tp/Z1_TP.pfx: pass1\n    tp/b.p12: '2'\n"
        "  Z2_TP:\n    tp/b.p12: a:b#c\n");
    EXPECT_EQ(plan.system->url, "http://h/top/img/nxos.9.3.5.bin");
    EXPECT_EQ(plan.system->name, name("nxos.9.3.5.bin"));
    EXPECT_FALSE(plan.kickstart) << "the image boots alone";
    EXPECT_THAT(files_of(plan), ElementsAre("http://h/top/in/FDO1/FDO1_1.lic poap_files/FDO1_1.lic",
                                            "http://h/top/abs/FDO1_2.lic poap_files/FDO1_2.lic",
                                            "http://h/top/in/key1.pub poap_files/key1.pub",
                                            "http://h/top/in/FDO1/key.pem poap_files/key.pem",
                                            "http://h/top/in/tp/Z1_TP.pfx poap_files/Z1_TP/Z1_TP.pfx",
                                            "http://h/top/in/tp/b.p12 poap_files/Z1_TP/b.p12",
                                            "http://h/top/in/tp/b.p12 poap_files/Z2_TP/b.p12"));
    EXPECT_THAT(texts(plan.added.before, &AddedLine::text),
                ElementsAre("install license bootflash:poap_files/FDO1_1.lic",
                            "install license bootflash:poap_files/FDO1_2.lic"));
    EXPECT_THAT(texts(plan.added.after, &AddedLine::text),
                ElementsAre("crypto ca trustpoint Z1_TP",
                            "crypto ca import Z1_TP pkcs12 bootflash:poap_files/Z1_TP/Z1_TP.pfx pass1",
                            "crypto ca import Z1_TP pkcs12 bootflash:poap_files/Z1_TP/b.p12 2",
                            "crypto ca trustpoint Z2_TP",
                            "crypto ca import Z2_TP pkcs12 bootflash:poap_files/Z2_TP/b.p12 a:b#c"));
    EXPECT_EQ(texts(plan.added.after, &AddedLine::shown)[1],
              "crypto ca import Z1_TP pkcs12 bootflash:poap_files/Z1_TP/Z1_TP.pfx ****");
    EXPECT_FALSE(validation_error(plan));
}

TEST(DeviceRecipe, MayBeShort) {
    const InstallPlan plan = plan_of("\xef\xbb\xbf{Version: '1', License: a.lic}\n");
    EXPECT_THAT(files_of(plan), ElementsAre("http://h/top/in/a.lic poap_files/a.lic"));
    EXPECT_TRUE(plan.kickstart);
    EXPECT_EQ(parse("Version: 1\nTarget-image: n3000-uk9.6.0.2.U6.7.bin\n").image->name,
              name("n3000-uk9.6.0.2.U6.7.bin"));
    EXPECT_THAT(plan_of("---\nVersion: 1\n...\n").files, IsEmpty());
}

TEST(DeviceRecipe, RefusesRpmBeforeAllElse) {
    const Error error = thrown_by([] { parse("Version: 2\nRPM:\n- a.rpm\n"); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_STREQ(error.what(), (kUrl + ", line 2: RPM is not supported").c_str());
    EXPECT_THAT(error.advice(), HasSubstr("`install add FILE activate`"));
}

TEST(DeviceRecipe, NamesTheLineOfAFaultButNoPassphrase) {
    const std::string trustpoint = "Version: 1\nTrustpoint:\n  CA1:\n    ";
    const std::pair<std::string, std::string> rows[] = {
        {"License: a.lic\n", "line 1: `Version: 1` is missing"},
        {"Version: 2\n", "line 1: Version is not 1"},
        {"Version: [1]\n", "line 1: Version is not 1"},
        {"Version:\n", "line 1: `Version` has no value"},
        {"Version: 1\nLicense:\n", "line 2: `License` has no value"},
        {"Version: 1\nLicense: ~\n", "line 2: `License` has no value"},
        {"Version: 1\nLicense: [~]\n", "line 2: License: this is not the path"},
        {"Version: 1\nLicense: {a.lic: b}\n", "line 2: License: this is not the path"},
        {"Version: 1\nLicense:\n- a.lic\n- b.txt\n", "line 4: License: the file's name does not end in .lic"},
        {"Version: 1\nLicense: a/../b.lic\n", "line 2: License: use letters"},
        {"Version: 1\nLicense: a/.lic\n", "line 2: License: this is not a valid file name"},
        {"Version: 1\nLicense: a/\n", "line 2: License: this is not a valid file name"},
        {"Version: 1\nLicense: \"a\\nb.lic\"\n", "line 2: License: this is not a valid file name"},
        {"Version: 1\nlicense: a.lic\n", "line 2: `license` is not a known key"},
        {"Version: 1\nTarget_image: a/b.bin\n", "line 2: `Target_image` is not a valid file name"},
        {"Version: 1\nTarget_image: [b.bin]\n", "line 2: `Target_image` is not text"},
        {"Version: 1\nTarget_image: b.bin\nTarget-image: b.bin\n", "line 3: Target_image and Target-image"},
        {"Version: 1\nTrustpoint: s3cret\n", "line 2: Trustpoint is not a map"},
        {"Version: 1\nTrustpoint: {CA1: s3cret}\n", "line 2: Trustpoint: a CA name needs"},
        {"Version: 1\nTrustpoint: {'CA 1': {a.p12: s3cret}}\n", "line 2: Trustpoint: this is not a valid CA"},
        {trustpoint + "s3cret: a.p12\n", "line 4: Trustpoint: the file's name does not end in .pfx or .p12"},
        {trustpoint + "a.p12:\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: [s3cret]\n", "line 4: it is nested too deeply"},
        {trustpoint + "a.p12: []\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: 's3cret; reload'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: 's3cret|x'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: 's3cret?'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: '\"s3cret'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: 's3cret>x'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: 's3cret$(x)'\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: \"s3cret\\n\"\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: s3cr\xc3\xa9t\n", "line 4: Trustpoint: this is not a passphrase"},
        {trustpoint + "a.p12: !x s3cret\n", "line 4: anchors and tags are not supported"},
    };
    for (const auto& [yaml, fault] : rows) {
        const Error error = thrown_by([&text = yaml] { parse(text); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << yaml;
        EXPECT_THAT(error.what(), HasSubstr(kUrl + ", " + fault)) << yaml;
        EXPECT_THAT(error.what() + error.advice(), Not(HasSubstr("s3cr"))) << yaml;
        EXPECT_FALSE(error.advice().empty());
    }
}

TEST(DeviceRecipe, WithTwoFilesOfOneNameIsNotAValidPlan) {
    const auto fault_of = [](const std::string& yaml) {
        return std::string(thrown_by([&] { plan_of(yaml); }).what());
    };
    EXPECT_THAT(fault_of("Version: 1\nLicense: [a/x.lic, b/x.lic]\n"),
                testing::AllOf(HasSubstr(kUrl), HasSubstr("two of its files are poap_files/x.lic")));
    EXPECT_THAT(fault_of("Version: 1\nCertificate: x\nTrustpoint: {x: {a.p12: b}}\n"),
                HasSubstr("poap_files/x is one of its files, and the folder of another"));
}

TEST(DeviceRecipe, MayHaveEmptyLists) {
    const InstallPlan plan = plan_of("Version: 1\nLicense: []\nCertificate: []\nTrustpoint: {}\nRPM: []\n");
    EXPECT_TRUE(plan.files.empty());
    EXPECT_TRUE(plan.added.before.empty());
}

TEST(DeviceRecipe, InstallsItsImageAsPoapPyDoes) {
    for (const bool installs_all : {true, false}) {
        RecipeSource from = source();
        from.installs_all = installs_all;
        const auto recipe = parse_device_recipe("Version: 1\nTarget_image: nxos.9.3.10.bin\n", kUrl, from);
        const auto wanted = installs_all ? Install::InstallAll : Install::BootVariable;
        EXPECT_EQ(with_recipe({planned_config(), planned_system(), planned_kickstart()}, recipe).install,
                  wanted);
    }
}

TEST(Yaml, RefusesWhatARecipeNeverNeeds) {
    const std::pair<std::string, std::string> rows[] = {
        {"", "line 1: it is empty"},
        {"# nothing\n", "it is empty"},
        {"a\n", "it has no `KEY: VALUE`"},
        {"- a\n", "it has no `KEY: VALUE`"},
        {"a: 1\na: 2\n", "line 2: the same key again"},
        {"a: 1\n---\nb: 2\n", "line 2: a second document"},
        {"a: &x 1\n", "anchors and tags"},
        {"a: !!str 1\n", "anchors and tags"},
        {"a: &x [b]\n", "anchors and tags"},
        {"a: !x {b: c}\n", "anchors and tags"},
        {"a: *x\n", "line 1: aliases are not supported"},
        {"? [a]\n: b\n", "a key is not text"},
        {"~: b\n", "a key is not text"},
        {"a: [[[b]]]\n", "nested too deeply"},
        {"a: b: c\n", "it is not YAML: mapping values are not allowed"},
        {"a:\n\t- b\n", "line 2: it is not YAML"},
        {"a: \"b\n", "it is not YAML"},
        {"a: \x01\n", "it is not YAML"},
        {"a: \xff\n", "it is not YAML"},
        {std::string("\xff\xfe") + "a", "it is not YAML"},
        {std::string("a: b\0c", 6), "it is not YAML"},
        {"<!DOCTYPE html>\n<html>: x\n", "it has no"},
        {"a: " + std::string(kLongestYaml, 'b'), "larger than 64 KiB"},
        {"a: [" + std::string(5000, ',') + "]", "it is not YAML"},
    };
    for (const auto& [yaml, fault] : rows) {
        const Error error = thrown_by([&text = yaml] { parse_yaml(text, "u"); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
        EXPECT_THAT(error.what(), HasSubstr(fault));
    }
    std::string many = "a: [";
    for (int i = 0; i < 1000; ++i) many += "b,";
    EXPECT_THAT(thrown_by([&] { parse_yaml(many + "b]", "u"); }).what(), HasSubstr("too many entries"));
}

TEST(Yaml, KeepsTextAsWritten) {
    const YamlNode root = parse_yaml("a: yes\nb: 'null'\nc: null\nd: 0x10\ne: |\n  x\n", "u");
    EXPECT_EQ(root.items[0].text, "yes");
    EXPECT_FALSE(root.items[1].is_null);
    EXPECT_TRUE(root.items[2].is_null);
    EXPECT_EQ(root.items[3].text, "0x10");
    EXPECT_EQ(root.items[4].text, "x\n");
    EXPECT_EQ(root.keys[4].line, 5U);
}

}  // namespace
}  // namespace poap::test
