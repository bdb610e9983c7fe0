// What is reported before a switch finds it.

#include "site_check.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "boot_files.hpp"
#include "digests.hpp"
#include "fixture.hpp"
#include "inventory_check.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

struct SiteCheck : testing::Test {
    TempFolder files;
    Folder folder{files.path()};

    std::vector<std::string> doubts(const std::string& yaml) const {
        return doubts_about(parse_inventory(yaml), folder);
    }
};

TEST_F(SiteCheck, NamesEachLikelyMistakeOfTheInventory) {
    files.write("there.bin", "an image");
    const std::string absent = " is not in the templates folder: no checksum, and no download from here";
    EXPECT_THAT(
        doubts("pod: {protocol: http, hops: [{system_image: hop.bin}]}\nswitches:\n"
               "  - {system_image: there.bin}\n"
               "  - {id: B}\n"
               "  - {id: C, system_image: absent.bin, kickstart_image: '', protocol: null}\n"
               "  - {id: D, system_image: absent.bin, hops: [{system_image: own-hop.bin}]}\n"
               "unknown: {system_image: new.bin}\n"),
        ElementsAre(
            "line 3: the switch has no 'id', so no switch can get this entry",
            "line 4, switch B: the switch has no 'system_image' (\"\" installs none): it gets status 500",
            "line 5, switch C: the switch has no 'protocol', and 'pod:' has none: it gets status 500",
            "line 5, switch C: the image absent.bin" + absent,
            "in 'pod:', 'hops:': the image hop.bin" + absent,
            "line 7, 'unknown:': the image new.bin" + absent,
            "line 6, switch D: the image own-hop.bin" + absent));
    EXPECT_THAT(doubts("pod: {protocol: http}\ndefaults: {system_image: there.bin}\nswitches: [{id: A}]\n"),
                IsEmpty());
    EXPECT_THAT(doubts("pod: {protocol: http, template: x.j2}\nswitches: [{id: A, system_image: ''}]\n"),
                ElementsAre("in 'pod:', 'template' has no effect: write it under 'defaults:'"));
}

TEST_F(SiteCheck, NamesKeysAtTheTopThatMeanNothing) {
    const std::string ignored = " is ignored: the keys at the top are pod, switches, defaults and unknown";
    EXPECT_THAT(doubts("pod: {protocol: http}\ndefault: {a: [b, {c: d}]}\nswitch:\nswitches: []\n"
                       "usual: &usual {a: b}\nmore: [&one {c: d}]\nSwitches: *usual\n<<: *usual\n"),
                ElementsAre("line 2: 'default:'" + ignored, "line 3: 'switch:'" + ignored,
                            "line 7: 'Switches:'" + ignored));
}

TEST_F(SiteCheck, NamesEveryErrorOfTheInventoryAndThoseOfDefaultsOnce) {
    EXPECT_THAT(faults_of(parse_inventory("pod: {protocol: ftp}\ndefaults: {install: x}\nswitches:\n"
                                          "  - {id: A}\n"
                                          "  - {id: B, image_protocol: y, template: [1], status_url: /x}\n"
                                          "  - {id: A, system_image: a/b}\n")),
                ElementsAre("in 'pod:', 'protocol' is 'ftp', but must be http or tftp",
                            "in 'defaults:', 'install' is 'x', but must be boot-variable or install-all",
                            "line 5, switch B: 'image_protocol' is 'y', but must be http or tftp",
                            "line 5, switch B: 'status_url: /x' does not begin with http:// or https://",
                            "line 5, switch B: 'template' is not a file in the templates folder",
                            "line 6, switch A: 'system_image: a/b' is not a plain file name",
                            "the id 'A' is used twice, at lines 4 and 6"));
    EXPECT_THAT(
        faults_of(parse_inventory("pod: {protocol: http}\n"
                                  "defaults: {hops: [{system_image: e/f}, {kickstart_image: k.bin}]}\n"
                                  "switches:\n  - {id: '70:0F:6A:91:03'}\n  - {id: A}\n")),
        ElementsAre("in 'defaults:', in 'hops:', 'system_image: e/f' is not a plain file name",
                    "in 'defaults:', in 'hops:', an entry has no 'system_image'",
                    "line 4, switch 70:0F:6A:91:03: the id is neither a MAC address nor a serial number"));
    EXPECT_THAT(faults_of(parse_inventory("pod: {protocol: http}\nunknown: {}\n")), IsEmpty());
    EXPECT_THAT(faults_of(parse_inventory("pod: {protocol: http}\n")),
                ElementsAre("has no switches under 'switches:'"));
}

TEST_F(SiteCheck, ComparesABootFileWithItsSignature) {
    const std::string body = "#!/bin/env python\n# a comment\nprint(1)";
    const auto signed_text = [&](const std::string& sum) {
        return "#!/bin/env python\n#md5sum=\"" + sum + "\"\n# a comment\nprint(1)";
    };
    const std::string sum = digests_of(body).md5;
    EXPECT_EQ(fault_of_boot_file(signed_text(sum)), std::nullopt);
    EXPECT_EQ(fault_of_boot_file(body + "\n#md5sum=\"" + digests_of(body + "\n").md5 + "\""), std::nullopt);
    EXPECT_THAT(*fault_of_boot_file(signed_text(sum) + "\n"), HasSubstr("changed since it was signed"));
    EXPECT_THAT(*fault_of_boot_file("#!/bin/env python\n#md5sum=" + sum + "\n"), HasSubstr("changed since"));
    EXPECT_THAT(*fault_of_boot_file(body), HasSubstr("no #md5sum line"));
    EXPECT_THAT(*fault_of_boot_file("#!/bin/env python\r\n#md5sum=\"\"\r\n"), HasSubstr("CR LF"));
    EXPECT_THAT(*fault_of_boot_file("\xef\xbb\xbf#!/bin/env python\n#md5sum=\"\"\n"),
                HasSubstr("first line"));
    for (const std::string other : {"", "import os\n", "#!/bin/sh\n"})
        EXPECT_EQ(fault_of_boot_file(other), std::nullopt) << other;
    files.write("poap_script.py", body);
    files.write("other.txt", body);
    files.write("make_inventory.py", body);
    std::filesystem::create_directory(files / "folder.py");
    EXPECT_THAT(faults_of_boot_files(folder),
                ElementsAre("folder.py is not a regular file",
                            "poap_script.py: it has no #md5sum line, so a switch refuses it. Run "
                            "sign-boot-file on it"));
}

}  // namespace
}  // namespace poap::stub::test
