#include "plan/file_source.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "support/planned.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

TEST(FolderPath, EndsInASlashAndBeginsWithNone) {
    const std::string longest(500, 'a');
    const std::pair<std::string, std::string> kPaths[] = {{"", ""},
                                                          {"/", ""},
                                                          {"a/b", "a/b/"},
                                                          {"/var/lib/tftpboot/", "var/lib/tftpboot/"},
                                                          {"//srv", "/srv/"},
                                                          {"...", ".../"},
                                                          {"a._-~+=,Z9", "a._-~+=,Z9/"},
                                                          {longest, longest + "/"}};
    for (const auto& [text, path] : kPaths) {
        ASSERT_TRUE(FolderPath::parse(text)) << text;
        EXPECT_EQ(FolderPath::parse(text)->str(), path);
    }
}

TEST(FolderPath, IsRefusedWhereItLeadsUpwardsOrHasOtherSigns) {
    for (const std::string& text : words(".. a/../b a/.. /../a a/./b a?b a#b a%2e%2e/ a\\b \xc3\xa4"))
        EXPECT_FALSE(FolderPath::parse(text)) << text;
    for (const std::string& text :
         {std::string("a b"), std::string("a\nb"), std::string("a\0b", 3), std::string(501, 'a')})
        EXPECT_FALSE(FolderPath::parse(text)) << text;
}

struct SourceCase {
    std::string url;
    Protocol protocol;
    std::string file;
};

const SourceCase kSources[] = {
    {"http://h", Protocol::Http, "http://h/c/d/x.cfg"},
    {"http://h:80/a/b/", Protocol::Http, "http://h:80/a/b/c/d/x.cfg"},
    {"https://h/a", Protocol::Http, "https://h/a/c/d/x.cfg"},
    {"tftp://10.0.0.1/", Protocol::Tftp, "tftp://10.0.0.1/c/d/x.cfg"},
    {"tftp://h//srv", Protocol::Tftp, "tftp://h//srv/c/d/x.cfg"},
    {"tftp://[2001:db8::1]:69", Protocol::Tftp, "tftp://[2001:db8::1]:69/c/d/x.cfg"},
    {"sftp://h:2222/a", Protocol::Sftp, "sftp://h:2222/a/c/d/x.cfg"},
    {"scp://h/a", Protocol::Scp, "scp://h/a/c/d/x.cfg"},
    {"ftp://h/a", Protocol::Ftp, "ftp://h/a/c/d/x.cfg"}};

TEST(FileSource, HasItsFilesBelowItsPath) {
    for (const auto& [url, protocol, expected] : kSources) {
        const auto source = FileSource::parse(url);
        ASSERT_TRUE(source) << url;
        const PlannedFile file =
            source->folder(*FolderPath::parse("/c/d")).file(name("x.cfg"), name("y.cfg"));
        EXPECT_EQ(file.url, expected);
        EXPECT_EQ(file.protocol, protocol);
        EXPECT_EQ(file.name, name("y.cfg"));
        EXPECT_EQ(file.served_name(), "x.cfg");
        EXPECT_EQ(source->over_tls(), url.starts_with("https:"));
        EXPECT_EQ(source->over_ssh(), url.starts_with("scp:") || url.starts_with("sftp:"));
    }
}

TEST(FileSource, OnAStickHasTheSamePaths) {
    const FileSource source = FileSource::parse("https://h/a")->on_usb();
    EXPECT_EQ(source.file(name("x"), name("x")).url, "usb:/a/x");
    EXPECT_EQ(source.protocol(), Protocol::Usb);
    EXPECT_FALSE(source.over_tls());
    EXPECT_EQ(FileSource::usb().file(name("x"), name("x")).url, "usb:/x");
}

TEST(FileSource, IsRefusedWithAnotherSchemeOrForm) {
    for (const char* url :
         {"", "10.0.0.1", "ftps://h/", "file://h/", "HTTP://h/", "http:///a", "http://u:p@h/", "http://h:0/",
          "http://h/../a", "http://h/a?b", "http://h /", "usb:/a"})
        EXPECT_FALSE(FileSource::parse(url)) << url;
}

}  // namespace
}  // namespace poap::test
