// Keys of poap.py that are refused, or left out with a warning.

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "options/poap_py.hpp"
#include "support/parsed_options.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::ElementsAre, testing::HasSubstr, testing::Not;

TEST(PoapPy, ReportsAllThatCannotBeHonouredAtOnce) {
    const Error error = thrown_by([] {
        parse({"--hostname=h", "--transfer-protocol=rcp", "--mode=personality", "--serial-number=x",
               "--password=hunter2"});
    });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("supported by poap.py, but not here: "), HasSubstr("transfer_protocol rcp"),
                      HasSubstr("mode personality"), HasSubstr("serial_number"), HasSubstr("password"),
                      Not(HasSubstr("hunter2"))));
    EXPECT_THAT(
        error.advice(),
        AllOf(HasSubstr("for mode personality: use serial_number"), HasSubstr("for serial_number: remove it"),
              HasSubstr("for transfer_protocol rcp: set it to scp, sftp, ftp, http, https or tftp")));
}

struct BadCase {
    Arguments arguments;
    std::string fault;
};

const BadCase kBad[] = {
    {{"--hostname=h"}, "scp and sftp need a user"},
    {{"--hostname=h", "--transfer-protocol=rcp"}, "transfer_protocol rcp is not supported"},
    {{"--transfer-protocol=http"}, "hostname is missing"},
    {{"--transfer-protocol=http", "--hostname=a b"}, "hostname `http://a b`"},
    {kPoapPyBlock + Arguments{"--server=h"}, "poap_server and poap.py's hostname"},
    {kPoapPyBlock + Arguments{"--file-server=http://h"}, "--file-server and hostname"},
    {kPoapPyBlock + Arguments{"--system-image=x"}, "--system-image and target_system_image"},
    {kPoapPyBlock + Arguments{"--mode=personality"}, "mode personality is not supported"},
    {kPoapPyBlock + Arguments{"--mode=x"}, "--mode `x`"},
    {kPoapPyBlock + Arguments{"--config-path=/../x"}, "config-path `/../x`"},
    {kPoapPyBlock + Arguments{"--target-image-path=a?b"}, "target_image_path `a?b`"},
    {{"--hostname=h", "--transfer-protocol=http", "--target-system-image=a/b"}, "target_system_image `a/b`"},
    {{"--hostname=h", "--transfer-protocol=http", "--target-system-image=a", "--target-kickstart-image=;"},
     "target_kickstart_image `;`"},
    {kPoapPyBlock + Arguments{"--destination-system-image=a/b"}, "destination_system_image `a/b`"},
    {{"--hostname=h", "--transfer-protocol=http", "--destination-system-image=x"},
     "destination_system_image"},
    {kPoapPyBlock + Arguments{"--destination-path=/bootflash/poap"}, "destination_path"},
    {kPoapPyBlock + Arguments{"--source-config-file=a/b"}, "source_config_file `a/b`"},
    {kPoapPyBlock + Arguments{"--midway-system-image=;"}, "midway_system_image `;`"},
    {kPoapPyBlock + Arguments{"--midway-system-image=x.bin"}, "has no release in its name"},
    {kPoapPyBlock + Arguments{"--usb-slot=../x"}, "usb_slot is `../x`"},
    {kPoapPyBlock + Arguments{"--disable-md5=maybe"}, "disable_md5 is `maybe`"},
    {kPoapPyBlock + Arguments{"--required-space=much"}, "--required-space"},
    {kPoapPyBlock + Arguments{"--disable-md5", "--require-digest"}, "cannot be combined"},
    {kPoapPyBlock + Arguments{"--target-sytem-image=x"}, "--target-sytem-image"},
    {{"--hostname=h", "--transfer-protocol=https"}, "hostname by https needs ca_file or pin"},
};

TEST(BadPoapPy, IsAUsageErrorThatNamesTheKey) {
    for (const auto& [arguments, fault] : kBad) {
        const Error error = thrown_by([&words = arguments] { parse(words); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
        EXPECT_THAT(error.what(), HasSubstr(fault));
        EXPECT_FALSE(error.advice().empty());
    }
}

/// As the last line of a log has it, less the secrets.
std::string logged(const Error& error) {
    return fit_to_log(text_of(Result{error.code(), "options", error.what(), error.advice()}));
}

TEST(PoapPy, NamesEachKeyThatItRefusesAndWhatToUseInsteadAlsoInTheLog) {
    for (const std::string& key : words("password serial_number")) {
        const Error error =
            thrown_by([&] { parse(kPoapPyBlock + Arguments{concat(poap_py_flag(key), "=x")}); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        const std::string told = key == "password" ? "--password=**** as an argument" : key;
        EXPECT_EQ(error.what(), told + " is not supported");
        EXPECT_THAT(error.advice(), testing::ContainsRegex("^(use|remove it)"));
        EXPECT_THAT(logged(error), AllOf(HasSubstr(error.what()), HasSubstr(error.advice())));
    }
}

TEST(ErrorsOfSecrets, LoseNoWordInTheLog) {
    const std::string mode = "--mode=mac --file-server=http://h ";
    for (const std::string& line :
         {mode + "--password-file=f", mode + "--username=u", mode + "--username=u --password-file=/none",
          mode + "--username=u:v --password-file=/dev/null", mode + "--username=u --password-file=/dev/zero",
          std::string("--server=h --password-file=f"), std::string("--server=h --pin=x"),
          std::string("--server=h --ca-file=/none"), std::string("--server=h --scheme=https")}) {
        const Error error = thrown_by([&] { parse(words(line)); });
        EXPECT_EQ(logged(error), concat("options: ", error.what(), ". What to do: ", error.advice()));
    }
}

TEST(PoapPy, WarnsOfKeysThatItDoesNotNeed) {
    const Options options =
        parse(kPoapPyBlock +
              words("--destination-config=poap_conf.cfg --split-config-first=poap_1.cfg "
                    "--split-config-second=x.cfg --user-app-path=/var/lib/tftpboot --timeout-config=120 "
                    "--timeout-copy-system=3600 --timeout-copy-kickstart=900 --timeout-copy-user=900 "
                    "--destination-midway-system-image=midway_system.bin "
                    "--destination-midway-kickstart-image=midway_kickstart.bin"));
    EXPECT_THAT(
        options.warnings,
        ElementsAre("ignored, because they have no effect here: destination_config, split_config_first, "
                    "split_config_second, destination_midway_system_image, "
                    "destination_midway_kickstart_image, user_app_path, timeout_config, timeout_copy_system, "
                    "timeout_copy_kickstart, timeout_copy_user"));
}

TEST(PoapPy, WarnsOfAFolderForFilesThatItDoesNotDownload) {
    EXPECT_THAT(
        parse(kPoapPyBlock + Arguments{"--user-app-path=/apps"}).warnings,
        ElementsAre(HasSubstr("user_app_path is ignored: it downloads nothing by itself. `user_files`")));
}

struct IdleCase {
    Arguments arguments;
    std::string key;
    bool from_usb = false;
};

/// A key that poap.py itself does not look at in such a run.
const IdleCase kIdle[] = {
    {{"--personality-path=/x"}, "personality_path"},
    {{"--source-tarball=x.tar"}, "source_tarball"},
    {{"--destination-tarball=x.tar"}, "destination_tarball"},
    {{"--timeout-copy-personality=5"}, "timeout_copy_personality"},
    {{"--compact-image"}, "compact_image"},
    {{"--https-ignore-certificate=1"}, "https_ignore_certificate"},
    {{"--timeout-config=5"}, "timeout_config", true},
    {{"--destination-kickstart-image=k.bin"}, "destination_kickstart_image"},
    {{"--destination-midway-system-image=x.bin"}, "destination_midway_system_image"},
};

TEST(PoapPy, WarnsOfAKeyThatItDoesNotNeed) {
    for (const IdleCase& row : kIdle) {
        PoapEnvironment environment;
        environment.from_usb = row.from_usb;
        EXPECT_THAT(parse(kPoapPyBlock + row.arguments, environment).warnings,
                    ElementsAre(concat("ignored, because they have no effect here: ", row.key)));
    }
}

TEST(PoapPy, RefusesWhatHasAnEffectInTheMode) {
    for (const Arguments& more : {Arguments{"--transfer-protocol=https", "--https-ignore-certificate"},
                                  Arguments{"--transfer-protocol=scp", "--compact-image"}}) {
        EXPECT_THAT(thrown_by([&] { parse(kPoapPyBlock + more); }).what(), HasSubstr(" is not supported"));
    }
}

}  // namespace
}  // namespace poap::test
