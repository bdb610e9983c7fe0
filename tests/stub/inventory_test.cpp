#include "inventory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.hpp"

namespace poap::stub {
namespace {

using testing::HasSubstr;

Inventory with_switch(const std::string& entry) {
    return parse_inventory("pod: {protocol: http}\nswitches:\n" + entry);
}

std::string error_of(const std::string& yaml) {
    try {
        parse_inventory(yaml);
        return "";
    } catch (const InventoryError& error) {
        return error.what();
    }
}

struct Scalar {
    std::string name;
    std::string yaml;
    std::string text;
};

class PlainValue : public testing::TestWithParam<Scalar> {};

TEST_P(PlainValue, KeepsTheTextThatStandsInTheFile) {
    const auto inventory = with_switch("  - {id: X, key: " + GetParam().yaml + "}\n");
    EXPECT_EQ(inventory.switches.at(0).values.at("key"), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(, PlainValue,
                         testing::Values(Scalar{"Mac", "aaaa.aaaa.aaaa", "aaaa.aaaa.aaaa"},
                                         Scalar{"MacThatLooksLikeANumber", "1234.5678.9012",
                                                "1234.5678.9012"},
                                         Scalar{"LeadingZero", "0123", "0123"}, Scalar{"Hex", "0x1F", "0x1F"},
                                         Scalar{"Exponent", "12e4", "12e4"}, Scalar{"Boolean", "yes", "yes"},
                                         Scalar{"Base60", "190:20:30", "190:20:30"},
                                         Scalar{"Address", "172.16.30.101/24", "172.16.30.101/24"},
                                         Scalar{"EmptyString", "\"\"", ""}, Scalar{"Quoted", "' a '", " a "}),
                         test::by_name);

TEST(Inventory, ReadsTheLabsFile) {
    const auto inventory = parse_inventory(test::small_pod);
    EXPECT_EQ(inventory.pod.at("http_server"), "10.10.20.20:5000");
    ASSERT_EQ(inventory.switches.size(), 3u);
    EXPECT_EQ(inventory.switches[1].values.at("hostname"), "leaf2");
    EXPECT_EQ(inventory.switches[1].line, 11);
}

TEST(Inventory, HasNoValueThatIsAListAMapOrNull) {
    const auto inventory = with_switch("  - {id: X, a: [1], b: {c: 1}, d: ~, e: , f: null}\n");
    EXPECT_THAT(inventory.switches.at(0).values, testing::ElementsAre(testing::Pair("id", "X")));
}

TEST(Inventory, HasHopsWhereTheyAreAList) {
    const auto inventory = parse_inventory(
        "pod: {hops: [{system_image: a, from: 1.0, x: [1]}, nonsense]}\n"
        "switches: [{id: X}, {id: Y, hops: []}, {id: Z, hops: 7}]\n");
    ASSERT_EQ(inventory.hops.size(), 2U);
    EXPECT_EQ(inventory.hops[0], (Values{{"system_image", "a"}, {"from", "1.0"}}));
    EXPECT_TRUE(inventory.hops[1].empty());
    EXPECT_FALSE(inventory.switches[0].hops);
    EXPECT_TRUE(inventory.switches[1].hops.value().empty());
    EXPECT_FALSE(inventory.switches[2].hops);
}

TEST(Inventory, TakesTheLastOfAKeyGivenTwice) {
    EXPECT_EQ(with_switch("  - {id: X, a: 1, a: 2}\n").switches.at(0).values.at("a"), "2");
}

TEST(Inventory, FindsBySerialBeforeMac) {
    const auto inventory = with_switch("  - {id: MAC, n: 1}\n  - {id: SERIAL, n: 2}\n");
    EXPECT_EQ(inventory.find("SERIAL", "MAC")->values.at("n"), "2");
    EXPECT_EQ(inventory.find("OTHER", "MAC")->values.at("n"), "1");
    EXPECT_EQ(inventory.find("OTHER", "mac"), nullptr);
}

TEST(Inventory, WillNotChooseBetweenTwoEntriesOfOneId) {
    const auto inventory = with_switch("  - {id: A}\n  - {id: B}\n  - {id: A}\n");
    EXPECT_THROW(inventory.find("A", ""), InventoryError);
    EXPECT_NE(inventory.find("B", ""), nullptr);
}

TEST(Inventory, LivesWithBrokenEntries) {
    const auto inventory = with_switch("  - just text\n  - [a, b]\n  -\n  - {id: [1]}\n  - {id: X}\n");
    EXPECT_EQ(inventory.switches.size(), 5u);
    EXPECT_NE(inventory.find("X", ""), nullptr);
}

TEST(Inventory, MayHaveNoSwitches) {
    for (const std::string switches : {"switches: []", "switches:", ""})
        EXPECT_TRUE(parse_inventory("pod: {protocol: http}\n" + switches).switches.empty()) << switches;
}

TEST(Inventory, IsRefusedWhenItIsNotYaml) {
    EXPECT_THAT(error_of("pod: [\n"), HasSubstr("not YAML"));
}

TEST(Inventory, IsRefusedWithoutAPod) {
    for (const std::string yaml : {"", "text", "[1]", "switches: []", "pod:", "pod: text", "pod: [1]"})
        EXPECT_THAT(error_of(yaml), HasSubstr("no 'pod:'")) << yaml;
}

TEST(Inventory, IsRefusedWhenSwitchesIsNoList) {
    EXPECT_THAT(error_of("pod: {}\nswitches: {id: X}"), HasSubstr("'switches:' is not a list"));
}

TEST(Inventory, NamesTheFileThatCannotBeRead) {
    const test::TempFolder folder;
    EXPECT_THROW(load_inventory(folder.path()), InventoryError) << "a folder";
    try {
        load_inventory(folder / "absent.yml");
        FAIL() << "loaded";
    } catch (const InventoryError& error) {
        EXPECT_THAT(error.what(), HasSubstr("absent.yml"));
    }
}

}  // namespace
}  // namespace poap::stub
