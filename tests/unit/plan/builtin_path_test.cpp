#include "plan/builtin_path.hpp"

#include <gmock/gmock.h>

#include <string>

#include "support/planned.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

const std::string kRunning = "n3000-uk9.";

std::optional<std::string> check(const std::string& target, const std::string& release,
                                 const std::string& file = kRunning + "x.bin") {
    InstallPlan plan{planned_config(), std::nullopt};
    if (!target.empty()) plan.system = PlannedFile{name(target), Protocol::Scp, "scp://10.0.0.1/" + target};
    return check_builtin_path(plan, {name(file), std::nullopt, Release::parse(release)});
}

TEST(BuiltinPath, IsAnErrorThatNamesTheImagesForHops) {
    const std::string first = "n3000-uk9.5.0.3.U5.1.bin+n3000-uk9-kickstart.5.0.3.U5.1.bin, ";
    const std::string second = "n3000-uk9.6.0.2.U6.2a.bin+n3000-uk9-kickstart.6.0.2.U6.2a.bin, ";
    const std::string third = "n3000-uk9.6.0.2.U6.7.bin+n3000-uk9-kickstart.6.0.2.U6.7.bin";
    const struct {
        const char* release;
        std::string hops;
    } rows[] = {{"5.0(3)U4(1)", first + second + third},
                {"5.0(3)U5(1)", second + third},
                {"6.0(2)U6(2)", second + third},
                {"6.0(2)U6(2a)", third},
                {"6.0(2)U6(6)", third}};
    for (const auto& row : rows) {
        const Error error = thrown_by([&] { check("nxos.7.0.3.I3.1.bin", row.release); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr(std::string("the switch runs ") + row.release));
        EXPECT_EQ(error.advice(), "list them: `\"hops\": \"" + row.hops + "\"`");
    }
    EXPECT_EQ(thrown_by([&] { check("nxos.9.3.10.bin", "6.0(2)U6(6)", "renamed.bin"); }).code(),
              ExitCode::Usage);
}

TEST(BuiltinPath, IsAWarningForAnOlderTarget) {
    const auto warning = check("n3000-uk9.6.0.2.U6.10.bin", "5.0(3)U5(1)");
    EXPECT_THAT(warning.value_or(""), HasSubstr("If the switch needs them, list them: `\"hops\": "));
}

TEST(BuiltinPath, IsNotNeeded) {
    const struct {
        const char* target;
        const char* release;
        std::string file = kRunning + "x.bin";
    } rows[] = {{"nxos.9.3.10.bin", "6.0(2)U6(7)"},
                {"nxos.9.3.10.bin", "7.0(3)I2(1)"},
                {"", "5.0(3)U4(1)"},
                {"renamed.bin", "5.0(3)U4(1)"},
                {"n3000-uk9.6.0.2.U6.2a.bin", "6.0(2)U6(1)"},
                {"nxos.9.3.10.bin", "6.1(2)I3(1)", "n9000-dk9.6.1.2.I3.1.bin"},
                {"n5000-uk9.7.3.2.N1.1.bin", "6.0(2)N2(1)", "n5000-uk9.6.0.2.N2.1.bin"},
                {"nxos.9.3.10.bin", "", kRunning + "x.bin"}};
    for (const auto& row : rows)
        EXPECT_EQ(check(row.target, row.release, row.file), std::nullopt) << row.target << row.release;
    InstallPlan with_hops{planned_config(), planned_system()};
    with_hops.hops = {{planned_system(), std::nullopt, std::nullopt}};
    EXPECT_EQ(
        check_builtin_path(with_hops, {name("n3000-uk9.x.bin"), std::nullopt, Release::parse("5.0(3)U4(1)")}),
        std::nullopt);
}

}  // namespace
}  // namespace poap::test
