#include "provision/recipe_fetch.hpp"

#include <gmock/gmock.h>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr;

const std::string kBegin = "http://h/top/in/FDO1/FDO1";
const std::string kRecipe = "Version: 1\nLicense: a.lic\n";

struct RecipeFetch : ContextFixture {
    FileSource server = FileSource::parse("http://h/top").value();
    RecipeSource source{server.folder(FolderPath::parse("in").value()), server, server};

    std::optional<DeviceRecipe> fetch() {
        return fetch_recipe(source, Serial::parse("FDO1").value(), context());
    }
    Error fails(ExitCode code) {
        const Error error = thrown_by([&] { fetch(); });
        EXPECT_EQ(error.code(), code) << error.what();
        return error;
    }
};

TEST_F(RecipeFetch, TakesTheFileOfTheSerialNumberInYamlOrYml) {
    net.serve(kBegin + ".yml", kRecipe);
    net.serve(kBegin + ".yml.md5", md5_of(kRecipe).hex());
    options.require_digest = true;
    EXPECT_EQ(fetch()->licenses[0].url, "http://h/top/in/a.lic");
    EXPECT_THAT(net.fetched, ElementsAre(kBegin + ".yaml", kBegin + ".yml", kBegin + ".yml.md5"));
    EXPECT_TRUE(record.says("Verifying the MD5 of FDO1.yml"));
}

TEST_F(RecipeFetch, OfNoFileIsAWarning) {
    EXPECT_FALSE(fetch());
    EXPECT_TRUE(record.says("there is no " + kBegin + ".yaml, nor .yml"));
}

TEST_F(RecipeFetch, EndsTheRunWithoutAClearAnswerOrTheRightDigest) {
    net.refuse(kBegin + ".yaml", "access violation", false, Refusal::Denied);
    net.serve(kBegin + ".yaml", kRecipe);
    EXPECT_THAT(fails(ExitCode::Transfer).what(), HasSubstr("access violation"));
    net.serve(kBegin + ".yaml.md5", md5_of("another").hex());
    EXPECT_THAT(fails(ExitCode::Digest).what(), HasSubstr("the MD5 of FDO1.yaml is "));
}

TEST_F(RecipeFetch, EndsTheRunIfTheFileIsTooLargeOrHasNoRequiredDigest) {
    net.serve(kBegin + ".yaml", std::string(65 * 1024, ' '));
    net.serve(kBegin + ".yaml", kRecipe);
    EXPECT_THAT(fails(ExitCode::Usage).what(), HasSubstr("larger than 64 KiB"));
    options.require_digest = true;
    EXPECT_THAT(fails(ExitCode::Digest).what(), HasSubstr("no checksum for FDO1.yaml"));
}

}  // namespace
}  // namespace poap::test
