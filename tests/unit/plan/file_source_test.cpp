#include "plan/file_source.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/named_case.hpp"
#include "support/planned.hpp"

namespace poap::test {
namespace {

struct PathCase : NamedCase {
    std::string text;
    std::string path;
};

class GoodPath : public testing::TestWithParam<PathCase> {};

TEST_P(GoodPath, EndsInASlashAndBeginsWithNone) {
    const auto path = FolderPath::parse(GetParam().text);
    ASSERT_TRUE(path);
    EXPECT_EQ(path->str(), GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Path, GoodPath,
    testing::Values(PathCase{{"Nothing"}, "", ""}, PathCase{{"Top"}, "/", ""},
                    PathCase{{"Plain"}, "a/b", "a/b/"}, PathCase{{"Ended"}, "a/b/", "a/b/"},
                    PathCase{{"Absolute"}, "/var/lib/tftpboot/", "var/lib/tftpboot/"},
                    PathCase{{"AbsoluteAtTheServer"}, "//srv/tftp", "/srv/tftp/"},
                    PathCase{{"EverySign"}, "a._-~+=,Z9", "a._-~+=,Z9/"}, PathCase{{"Dots"}, "...", ".../"},
                    PathCase{{"Longest"}, std::string(500, 'a'), std::string(500, 'a') + "/"}),
    CaseName());

class BadPath : public testing::TestWithParam<PathCase> {};

TEST_P(BadPath, IsRefused) {
    EXPECT_FALSE(FolderPath::parse(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Path, BadPath,
    testing::Values(PathCase{{"Upwards"}, "..", {}}, PathCase{{"UpwardsWithin"}, "a/../b", {}},
                    PathCase{{"UpwardsAtTheEnd"}, "a/..", {}}, PathCase{{"UpwardsAtTheTop"}, "/../a", {}},
                    PathCase{{"Here"}, "a/./b", {}}, PathCase{{"Blank"}, "a b", {}},
                    PathCase{{"Query"}, "a?b", {}}, PathCase{{"Fragment"}, "a#b", {}},
                    PathCase{{"Percent"}, "a%2e%2e/", {}}, PathCase{{"Backslash"}, "a\\b", {}},
                    PathCase{{"LineBreak"}, "a\nb", {}}, PathCase{{"ZeroByte"}, std::string("a\0b", 3), {}},
                    PathCase{{"NotAscii"}, "\xc3\xa4", {}}, PathCase{{"TooLong"}, std::string(501, 'a'), {}}),
    CaseName());

struct SourceCase : NamedCase {
    std::string url;
    Protocol protocol;
    std::string file;
};

class GoodSource : public testing::TestWithParam<SourceCase> {};

TEST_P(GoodSource, HasItsFilesBelowItsPath) {
    const auto source = FileSource::parse(GetParam().url);
    ASSERT_TRUE(source);
    const PlannedFile file = source->folder(*FolderPath::parse("/c/d")).file(name("x.cfg"), name("y.cfg"));
    EXPECT_EQ(file.url, GetParam().file);
    EXPECT_EQ(file.protocol, GetParam().protocol);
    EXPECT_EQ(file.name, name("y.cfg"));
    EXPECT_EQ(file.served_name(), "x.cfg");
}

INSTANTIATE_TEST_SUITE_P(
    Source, GoodSource,
    testing::Values(
        SourceCase{{"Http"}, "http://h", Protocol::Http, "http://h/c/d/x.cfg"},
        SourceCase{{"HttpWithPath"}, "http://h:80/a/b/", Protocol::Http, "http://h:80/a/b/c/d/x.cfg"},
        SourceCase{{"Https"}, "https://h/a", Protocol::Http, "https://h/a/c/d/x.cfg"},
        SourceCase{{"Tftp"}, "tftp://10.0.0.1/", Protocol::Tftp, "tftp://10.0.0.1/c/d/x.cfg"},
        SourceCase{{"TftpAbsolute"}, "tftp://h//srv", Protocol::Tftp, "tftp://h//srv/c/d/x.cfg"},
        SourceCase{{"IPv6"}, "tftp://[2001:db8::1]:69", Protocol::Tftp, "tftp://[2001:db8::1]:69/c/d/x.cfg"}),
    CaseName());

TEST(FileSource, OnAStickHasTheSamePaths) {
    const FileSource source = FileSource::parse("https://h/a")->on_usb();
    EXPECT_EQ(source.file(name("x"), name("x")).url, "usb:/a/x");
    EXPECT_EQ(source.protocol(), Protocol::Usb);
    EXPECT_FALSE(source.over_tls());
    EXPECT_EQ(FileSource::usb().file(name("x"), name("x")).url, "usb:/x");
}

TEST(FileSource, TellsWhetherItIsSpokenToOverTls) {
    EXPECT_TRUE(FileSource::parse("https://h")->over_tls());
    EXPECT_FALSE(FileSource::parse("http://h")->over_tls());
}

class BadSource : public testing::TestWithParam<PathCase> {};

TEST_P(BadSource, IsRefused) {
    EXPECT_FALSE(FileSource::parse(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Source, BadSource,
    testing::Values(PathCase{{"Empty"}, "", {}}, PathCase{{"HostAlone"}, "10.0.0.1", {}},
                    PathCase{{"OtherScheme"}, "ftp://h/", {}}, PathCase{{"Scp"}, "scp://h/", {}},
                    PathCase{{"SchemeInCapitals"}, "HTTP://h/", {}}, PathCase{{"NoHost"}, "http:///a", {}},
                    PathCase{{"User"}, "http://u:p@h/", {}}, PathCase{{"BadPort"}, "http://h:0/", {}},
                    PathCase{{"Upwards"}, "http://h/../a", {}}, PathCase{{"Query"}, "http://h/a?b", {}},
                    PathCase{{"Blank"}, "http://h /", {}}, PathCase{{"Usb"}, "usb:/a", {}}),
    CaseName());

}  // namespace
}  // namespace poap::test
