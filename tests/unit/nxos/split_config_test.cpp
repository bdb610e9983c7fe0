#include "nxos/split_config.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace poap::test {
namespace {

using testing::IsEmpty;

/// Both parts of a configuration that has this line and another one.
ConfigParts split_with(const std::string& line) {
    return split_config("hostname a\n" + line + "\nvlan 2\n", Split::Yes);
}

TEST(SplitConfig, PutsLinesThatNeedAReloadFirst) {
    for (const char* line :
         {"system vlan 3968 reserve", "hardware profile portmode 48x10G+4x40G",
          "hardware profile forwarding-mode warp", "hardware profile forwarding-mode openflow-hybrid",
          "hardware profile forwarding-mode openflow-only", "hardware profile tcam region racl 256",
          "hardware profile tcam resource service-template LEAF", "type fc", "fabric-mode 40G",
          "system urpf disable", "no system urpf disable", "hardware profile ipv6 enable",
          "system routing template-lpm-heavy", "hardware profile multicast service-reflect port 1",
          "ip service-reflect mode regular", "udf a header outer l3 20 2",
          "hardware profile unicast enable-host-ecmp"}) {
        const ConfigParts parts = split_with(line);
        EXPECT_EQ(parts.first, concat(line, "\n"));
        EXPECT_EQ(parts.rest, "hostname a\nvlan 2\n") << line;
    }
}

TEST(SplitConfig, LeavesAllOtherLinesInOnePart) {
    for (const char* line :
         {"  system vlan 3968 reserve", "no system vlan 3968 reserve",
          "hardware profile forwarding-mode alpm", "hardware access-list tcam region racl 256",
          "hardware profile pfc mmu", "racl 256", "  type fc", "SYSTEM VLAN 2", "system jumbomtu 9216",
          "ip udf", "! udf", "end", "", "  speed 40000"}) {
        const ConfigParts parts = split_with(line);
        EXPECT_THAT(parts.first, IsEmpty()) << line;
        EXPECT_EQ(parts.rest, concat("hostname a\n", line, "\nvlan 2\n"));
    }
}

TEST(SplitConfig, KeepsTheRegionsOfATemplateWithIt) {
    const std::string from = "hardware profile tcam resource template LEAF ref-template nfe\n";
    const std::string to = "hardware profile tcam resource service-template LEAF\n";
    const ConfigParts parts = split_config("hostname a\n" + from +
                                               "  racl 256\n  e-racl 0\n\n! egress\nmpls 512 double-wide\n"
                                               "  ns-ipv6-l3qos 256\n" +
                                               to + "spanning-tree mode mst\n  racl 512\n",
                                           Split::Yes);
    EXPECT_EQ(parts.first, from + "  racl 256\n  e-racl 0\nmpls 512 double-wide\n  ns-ipv6-l3qos 256\n" + to);
    EXPECT_EQ(parts.rest, "hostname a\n\n! egress\nspanning-tree mode mst\n  racl 512\n");
}

TEST(SplitConfig, KnowsEachRegion) {
    for (const char* region : {"arp-ether",
                               "copp",
                               "e-qos-lite",
                               "fcoe-egress",
                               "fcoe-ingress",
                               "fex-mac-ifacl",
                               "ifacl",
                               "ipsg",
                               "ipv6-racl",
                               "l3qos-intra-lite",
                               "mac-vacl",
                               "mcast_bidir",
                               "mcast-performance",
                               "mpls",
                               "n9k-arp-acl",
                               "nat",
                               "openflow-ipv6",
                               "qos",
                               "redirect-tunnel",
                               "rp-mac-qos",
                               "sflow",
                               "span-sflow",
                               "vpc-convergence",
                               "vqos-lite"}) {
        const std::string line = concat("  ", region, " 256\n");
        const std::string from = "hardware profile tcam resource template LEAF ref-template nfe\n";
        EXPECT_EQ(split_config(from + line + "hostname a\n", Split::Yes).first, from + line);
    }
}

TEST(SplitConfig, EndsATemplateAtAnyOtherCommand) {
    const std::string from = "hardware profile tcam resource template LEAF ref-template nfe\n";
    for (const char* line :
         {"spanning-tree mode mst", "ip nat translation 5", "vlan 10", "  racl", "  racl x"}) {
        const ConfigParts parts = split_config(concat(from, line, "\n  racl 256\n"), Split::Yes);
        EXPECT_EQ(parts.first, from) << line;
    }
}

TEST(SplitConfig, IsOnePartWhereNoCommandIsLeftOrNoneIsWanted) {
    const std::string all_first = "! carving\nudf a header outer l3 20 2\n\nend\n";
    for (const Split split : {Split::Yes, Split::No}) {
        EXPECT_THAT(split_config(all_first, split).first, IsEmpty());
        EXPECT_EQ(split_config(all_first, split).rest, all_first);
    }
    EXPECT_THAT(split_config("udf a header outer l3 20 2\nhostname a\n", Split::No).first, IsEmpty());
}

TEST(SplitConfig, OnANexus3548BundlesPortsFirst) {
    const std::string config =
        "interface Ethernet1/5\n  description x\n  speed 40000\n  no shutdown\ninterface Ethernet1/9\n"
        "  speed 10000\n";
    const ConfigParts parts = split_config(config, Split::OnNexus3548);
    EXPECT_EQ(parts.first,
              "interface Ethernet1/5\nshutdown\ninterface Ethernet1/6\nshutdown\ninterface Ethernet1/7\n"
              "shutdown\ninterface Ethernet1/8\nshutdown\ninterface Ethernet1/5\n  speed 40000\n"
              "no shutdown\n");
    EXPECT_EQ(
        parts.rest,
        "interface Ethernet1/5\n  description x\n  no shutdown\ninterface Ethernet1/9\n  speed 10000\n");
    EXPECT_THAT(split_config(config, Split::Yes).first, IsEmpty());
}

TEST(SplitConfig, OnANexus3548LeavesPortsThatItDoesNotUnderstand) {
    for (const char* line :
         {"interface port-channel1", "interface Ethernet1/1-4", "interface Ethernet1/1/1",
          "interface Ethernet1/0", "interface Ethernet1/4294967295", "interface Ethernet99999999999/1",
          "interface Ethernet1", "interface Vlan1", "interface Ethernet/", "interface mgmt0"}) {
        const std::string config =
            concat("interface Ethernet1/1\n  no shutdown\n", line, "\n  speed 40000\n");
        EXPECT_EQ(split_config(config, Split::OnNexus3548).rest, config);
    }
}

std::vector<std::string_view> sorted_lines(std::string_view text) {
    auto lines = lines_of(text);
    std::ranges::sort(lines);
    return lines;
}

TEST(SplitConfig, HasEachLineOnceAndInItsOrder) {
    const std::vector<std::string> kinds = {"hostname a",
                                            "udf a header",
                                            "hardware profile tcam resource template T ref-template nfe",
                                            "  racl 256",
                                            "spanning-tree mode mst",
                                            "hardware profile tcam region racl 256",
                                            "! comment",
                                            "",
                                            "end",
                                            "system vlan 2 reserve",
                                            "interface Ethernet1/1",
                                            "  speed 40000"};
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same configurations in each run
    for (int round = 0; round < 2000; ++round) {
        std::string config;
        for (auto lines = random() % 12; lines > 0; --lines) config += kinds[random() % kinds.size()] + '\n';
        const ConfigParts parts = split_config(config, Split::Yes);
        EXPECT_EQ(sorted_lines(parts.first + parts.rest), sorted_lines(config)) << config;
        for (const std::string& part : {parts.first, parts.rest}) {
            const auto all = lines_of(config);
            auto next = all.begin();
            for (const std::string_view line : lines_of(part)) {
                next = std::find(next, all.end(), line);
                ASSERT_NE(next, all.end()) << config;
                ++next;
            }
        }
    }
}

}  // namespace
}  // namespace poap::test
