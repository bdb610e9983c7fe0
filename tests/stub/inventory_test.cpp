#include "inventory.hpp"

#include <gmock/gmock.h>

#include <utility>

#include "base/text.hpp"
#include "fixture.hpp"

namespace poap::stub {
namespace {

using testing::HasSubstr;

const MacAddress mac_1 = *MacAddress::parse("5e01.4002.0001");
const MacAddress mac_2 = *MacAddress::parse("5e01.4002.0002");

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

TEST(PlainValue, KeepsItsTextInTheFile) {
    const std::pair<std::string, std::string> kValues[] = {{"aaaa.aaaa.aaaa", "aaaa.aaaa.aaaa"},
                                                           {"1234.5678.9012", "1234.5678.9012"},
                                                           {"0123", "0123"},
                                                           {"0x1F", "0x1F"},
                                                           {"12e4", "12e4"},
                                                           {"yes", "yes"},
                                                           {"190:20:30", "190:20:30"},
                                                           {"172.16.30.101/24", "172.16.30.101/24"},
                                                           {"\"\"", ""},
                                                           {"' a '", " a "}};
    for (const auto& [yaml, text] : kValues)
        EXPECT_EQ(with_switch("  - {id: X, key: a, key: " + yaml + "}\n").switches.at(0).values.at("key"),
                  text)
            << "the last of two";
}

TEST(Variable, HasTheTypeOfAValueThatIsPrintedAsItIsWritten) {
    const std::pair<std::string, Variables> kValues[] = {
        {"10", 10},
        {"-5", -5},
        {"0", 0},
        {"0123", "0123"},
        {"-0", "-0"},
        {"+1", "+1"},
        {"9.30", "9.30"},
        {"0x1F", "0x1F"},
        {"99999999999999999999", "99999999999999999999"},
        {"1234.5678.9012", "1234.5678.9012"},
        {"'10'", "10"},
        {"!!str 10", "10"},
        {"true", true},
        {"FALSE", false},
        {"'true'", "true"},
        {"yes", true},
        {"off", false},
        {"'no'", "no"},
        {"y", "y"},
        {"[1, a, [~]]", {1, "a", {nullptr}}},
        {"{b: 1, a: {c: x, d: ~}, 10: z, b: 2}", {{"b", 2}, {"a", {{"c", "x"}}}, {"10", "z"}}}};
    for (const auto& [yaml, value] : kValues)
        EXPECT_EQ(with_switch("  - {id: X, key: " + yaml + "}\n").switches.at(0).variables.at("key"), value)
            << yaml;
    EXPECT_FALSE(with_switch("  - {id: X, key: ~}\n").switches.at(0).variables.contains("key"));
}

TEST(Variable, HasTheOrderOfTheFileAndMergedKeysFirst) {
    const auto inventory = parse_inventory(
        "pod: {}\nusual: &usual {vlans: {7: a, 30: b}}\nswitches:\n"
        "  - {id: X, m: {z: 1, <<: {k: 2, y: 3}, a: 4, y: 5}, <<: *usual}\n");
    EXPECT_EQ(inventory.switches.at(0).variables.at("m").dump(), R"({"k":2,"z":1,"a":4,"y":5})");
    EXPECT_EQ(inventory.switches.at(0).variables.at("vlans").dump(), R"({"7":"a","30":"b"})");
}

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
        "pod: {hops: [{system_image: a, from: 1.0, x: [1]}]}\n"
        "switches: [{id: X}, {id: Y, hops: []}, {id: N, hops: null}]\n");
    ASSERT_EQ(inventory.hops.size(), 1U);
    EXPECT_EQ(inventory.hops[0], (Values{{"system_image", "a"}, {"from", "1.0"}}));
    EXPECT_FALSE(inventory.switches[0].hops);
    EXPECT_TRUE(inventory.switches[1].hops.value().empty());
    EXPECT_TRUE(inventory.switches[2].hops.value().empty());
    for (const std::string hops : {"7", "nxos.bin", "{system_image: a}", "[nxos.bin]"})
        EXPECT_THAT(error_of("pod: {}\nswitches: [{id: X, hops: " + hops + "}]\n"),
                    HasSubstr("line 2: 'hops:' is not a list of maps"));
}

TEST(Inventory, FindsBySerialBeforeMac) {
    const auto inventory =
        with_switch("  - {id: 5e01.4002.0001, n: 1}\n  - {id: SERIAL, n: 2}\n  - {id: 5E0140020002, n: 3}\n");
    EXPECT_EQ(inventory.find("SERIAL", mac_1)->values.at("n"), "2");
    EXPECT_EQ(inventory.find("OTHER", mac_1)->values.at("n"), "1");
    EXPECT_EQ(inventory.find("5E0140020002", mac_1)->values.at("n"), "3") << "a serial number or a MAC";
    EXPECT_EQ(inventory.find("OTHER", mac_2)->values.at("n"), "3");
    EXPECT_EQ(inventory.find("serial", *MacAddress::parse(test::no_mac)), nullptr);
}

TEST(Inventory, FindsAMacInEveryUsualForm) {
    for (const std::string id :
         {"5E01.4002.0001", "5e:01:40:02:00:01", "\"5E:01:40:02:00:01\"", "5e-01-40-02-00-01",
          "\"5e:1:40:2:0:1 \"", "5E0140020001", "5e0140-020001"}) {
        const auto inventory = with_switch("  - {id: " + id + "}\n  - {id: X}\n");
        const Switch* found = inventory.find("FDO00000001", mac_1);
        ASSERT_NE(found, nullptr) << id;
        EXPECT_EQ(found->line, 3) << id;
        EXPECT_EQ(inventory.find("FDO00000001", mac_2), nullptr) << id;
    }
}

TEST(Inventory, WillNotChooseBetweenTwoEntriesOfOneId) {
    const auto inventory = with_switch(
        "  - {id: A}\n  - {id: B}\n  - {id: A}\n  - {id: 5e01.4002.0001}\n  - {id: 5E0140020001}\n");
    EXPECT_THROW(inventory.find("A", mac_2), InventoryError);
    EXPECT_THROW(inventory.find("C", mac_1), InventoryError);
    EXPECT_NE(inventory.find("B", mac_1), nullptr);
}

TEST(Inventory, IgnoresBrokenEntries) {
    const auto inventory = with_switch("  - just text\n  - [a, b]\n  -\n  - {id: [1]}\n  - {id: X}\n");
    EXPECT_EQ(inventory.switches.size(), 5u);
    EXPECT_NE(inventory.find("X", mac_1), nullptr);
}

TEST(Inventory, MayHaveNoSwitches) {
    for (const std::string switches : {"switches: []", "switches:", ""})
        EXPECT_TRUE(parse_inventory("pod: {protocol: http}\n" + switches).switches.empty()) << switches;
}

TEST(Inventory, IsRefusedWhereItIsNotYamlOrHasNoPodOrNoList) {
    EXPECT_EQ(
        error_of("pod: [\n"),
        "is not YAML: line 2, column 1: end of sequence flow not found (often a tab or a wrong indentation)");
    for (const std::string yaml : {"", "text", "[1]", "switches: []", "pod:", "pod: text", "pod: [1]"})
        EXPECT_THAT(error_of(yaml), HasSubstr("'pod:' is missing or empty")) << yaml;
    for (const std::string entry : {"{id: X, k: a\xff}", "{id: X, k: [{a: \xc3}]}", "{id: X, k\xff: a}"})
        EXPECT_THAT(error_of("pod: {}\nswitches:\n  - " + entry), testing::EndsWith("' is not UTF-8 text"))
            << entry;
    EXPECT_THAT(error_of("pod: {}\nswitches: {id: X}"), HasSubstr("line 2: 'switches:' is not a list"));
}

TEST(MergeKey, BringsInTheKeysOfAMap) {
    const auto inventory = parse_inventory(R"(
usual: &usual
  system_image: nxos.9.3.10.bin
  kickstart_image: k.bin
  install: install-all
  hops: [&hop {system_image: h.bin, from: 1.0}]
servers: &servers {protocol: http, http_server: 10.0.0.1}
pod:
  <<: *servers
  http_server: 10.0.0.2
switches:
  - id: X
    kickstart_image:
    <<: *usual
    system_image: own.bin
  - id: Y
    <<: *usual
    hops: [{<<: *hop, from: 2.0}]
)");
    EXPECT_EQ(inventory.pod, (Values{{"protocol", "http"}, {"http_server", "10.0.0.2"}}));
    EXPECT_EQ(inventory.switches[0].values,
              (Values{{"id", "X"}, {"system_image", "own.bin"}, {"install", "install-all"}}));
    EXPECT_EQ(inventory.switches[0].hops, (Hops{{{"system_image", "h.bin"}, {"from", "1.0"}}}));
    EXPECT_EQ(inventory.switches[1].values.at("kickstart_image"), "k.bin");
    EXPECT_EQ(inventory.switches[1].hops, (Hops{{{"system_image", "h.bin"}, {"from", "2.0"}}}));
}

TEST(MergeKey, HasTheOrderOfPyYamlWhereItMergesSeveralMaps) {
    const std::pair<std::string, std::string> kMerges[] = {
        {"{<<: [*x, *y]}", "x"},     {"{a: own, <<: *x}", "own"}, {"{<<: [*x, *y], a: own}", "own"},
        {"{<<: *x, <<: *y}", "y"},   {"{<<: *z}", "y"},           {"{!!merge <<: *x}", "x"},
        {"{<<: [], a: own}", "own"}, {"{<<: {a: here}}", "here"}};
    for (const auto& [entry, a] : kMerges) {
        const auto inventory = parse_inventory(
            "pod: {}\nx: &x {a: x, b: x}\ny: &y {a: y, c: y}\nz: &z {<<: *y, c: z}\nswitches: [" + entry +
            "]\n");
        EXPECT_EQ(inventory.switches.at(0).values.at("a"), a) << entry;
    }
}

TEST(MergeKey, IsAKeyLikeAnyOtherInQuotes) {
    EXPECT_EQ(with_switch("  - {id: X, '<<': text}\n").switches.at(0).values.at("<<"), "text");
}

TEST(MergeKey, IsRefusedByItsLineWhereItMergesNoMapOrAMapIntoItself) {
    for (const std::string value : {"text", "", "[{a: 1}, text]", "[[{a: 1}]]"})
        EXPECT_THAT(error_of("pod: {}\nswitches:\n  - id: X\n    <<: " + value + "\n"),
                    testing::StartsWith("line 4: '<<' is "))
            << value;
    EXPECT_EQ(error_of("pod: {}\nswitches:\n  - <<: *absent\n"),
              "is not YAML: line 3, column 9: the referenced anchor is not defined");
    EXPECT_THAT(error_of("pod: &pod\n  <<: [*pod, *pod]\n"), HasSubstr("line 2: '<<' within '<<'"));
}

TEST(Inventory, IsRefusedWhenItsAliasesMultiply) {
    std::string merges = "pod: {}\nm0: &m0 {a: 1}\n";
    std::string hops = "pod: {}\nh: &h {a: 1}\nl: &l [";
    for (int level = 1; level <= 9; ++level) {
        const std::string one = "*m" + std::to_string(level - 1) + ", ";
        merges += concat("m", level, ": &m", level, " {<<: [", one, one, one, one, one, one, one, "]}\n");
    }
    for (int i = 0; i < 1000; ++i) hops += "*h, ";
    hops += "]\nswitches:\n";
    for (int i = 0; i < 1000; ++i) hops += "  - {id: X, hops: *l}\n";
    std::string lists = "pod: {}\nl0: &l0 [1]\n";
    for (int level = 1; level <= 9; ++level) {
        const std::string one = "*l" + std::to_string(level - 1) + ", ";
        lists += concat("l", level, ": &l", level, " [", one, one, one, one, one, one, one, "]\n");
    }
    lists += "switches: [{id: X, v: *l9}]\n";
    for (const std::string& bomb : {merges + "switches: [<<: *m9]\n", hops, lists})
        EXPECT_THAT(error_of(bomb), HasSubstr("more than 1000000 values"));
    EXPECT_THAT(error_of("pod: {}\nswitches: [{id: X, v: &v [*v]}]\n"),
                HasSubstr("nested more than 32 deep"));
}

}  // namespace
}  // namespace poap::stub
