#include "nxos/split_config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace poap {

namespace {

/// Starts of the lines that need a reload.
constexpr std::array<std::string_view, 16> kNeedReload = {"system vlan",
                                                          "hardware profile portmode",
                                                          "hardware profile forwarding-mode warp",
                                                          "hardware profile forwarding-mode openflow-hybrid",
                                                          "hardware profile forwarding-mode openflow-only",
                                                          "hardware profile tcam",
                                                          "type fc",
                                                          "fabric-mode 40G",
                                                          "system urpf",
                                                          "no system urpf",
                                                          "hardware profile ipv6",
                                                          "system routing",
                                                          "hardware profile multicast service-reflect",
                                                          "ip service-reflect mode",
                                                          "udf",
                                                          "hardware profile unicast enable-host-ecmp"};

constexpr std::string_view kTemplate = "hardware profile tcam resource template";

/// Parts of the names of TCAM regions: `e-racl`, `ns-ipv6-l3qos` and `fex-mac-ifacl` contain one.
constexpr std::array<std::string_view, 18> kRegions = {
    "arp-acl", "arp-ether", "copp",  "fcoe-egress", "fcoe-ingress", "ifacl",
    "ipsg",    "mcast",     "mpls",  "nat",         "openflow",     "qos",
    "racl",    "redirect",  "sflow", "span",        "vacl",         "vpc-convergence"};

bool needs_reload(std::string_view line) {
    return std::ranges::any_of(kNeedReload, [&](std::string_view start) { return line.starts_with(start); });
}

std::optional<unsigned> number_in(std::string_view word) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return number;
}

/// `racl 256`, `mpls 512 double-wide`; not `spanning-tree mode mst`.
bool is_region(std::string_view line) {
    const auto words = words_of(trimmed(line));
    return words.size() >= 2 && number_in(words[1]) &&
           std::ranges::any_of(kRegions, [&](std::string_view region) {
               return words[0].find(region) != std::string_view::npos;
           });
}

bool is_blank_or_comment(std::string_view line) {
    line = trimmed(line);
    return line.empty() || line.starts_with('!');
}

/// `Ethernet1/49`.
struct Port {
    unsigned slot;
    unsigned number;
};

/// The port of `interface Ethernet1/49`; none for ranges, subinterfaces and all else.
std::optional<Port> port_in(std::string_view line) {
    constexpr std::string_view kEthernet = "interface Ethernet";
    constexpr unsigned kMost = 999;
    if (!line.starts_with(kEthernet)) return std::nullopt;
    line = trimmed(line.substr(kEthernet.size()));
    const auto slash = line.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto slot = number_in(line.substr(0, slash));
    const auto number = number_in(line.substr(slash + 1));
    if (!slot || !number || *slot > kMost || *number == 0 || *number > kMost) return std::nullopt;
    return Port{*slot, *number};
}

std::string interface_line(const Port& port, unsigned offset) {
    return concat("interface Ethernet", port.slot, '/', port.number + offset, '\n');
}

class Splitter {
  public:
    explicit Splitter(Split split) : bundles_ports_(split == Split::OnNexus3548) {}

    /// @param line with its LF
    void take(std::string_view line) {
        if (line.starts_with("interface ")) port_ = port_in(line);
        if (is_blank_or_comment(line)) {
            parts_.rest += line;
        } else if (port_ && bundles_ports_ && words_of(trimmed(line)) == kBundle) {
            bundle(line);
        } else if (goes_first(line)) {
            parts_.first += line;
        } else {
            parts_.rest += line;
            rest_has_command_ |= trimmed(line) != "end";
        }
    }

    /// Nothing if there is one part.
    std::optional<ConfigParts> finish() {
        if (parts_.first.empty() || !rest_has_command_) return std::nullopt;
        return std::move(parts_);
    }

  private:
    bool goes_first(std::string_view line) {
        in_template_ = line.starts_with(kTemplate) || (in_template_ && is_region(line));
        return in_template_ || needs_reload(line);
    }

    void bundle(std::string_view line) {
        constexpr unsigned kPorts = 4;
        for (unsigned offset = 0; offset < kPorts; ++offset)
            parts_.first += interface_line(*port_, offset) + "shutdown\n";
        parts_.first += concat(interface_line(*port_, 0), line, "no shutdown\n");
    }

    static inline const std::vector<std::string_view> kBundle = {"speed", "40000"};

    const bool bundles_ports_;
    ConfigParts parts_;
    bool rest_has_command_ = false;
    bool in_template_ = false;
    std::optional<Port> port_;  ///< whose lines follow
};

}  // namespace

ConfigParts split_config(std::string_view text, Split split) {
    if (split == Split::No) return {"", std::string(text)};
    Splitter splitter(split);
    for (std::string_view left = text; !left.empty();) {
        const std::string_view line = left.substr(0, std::min(left.find('\n'), left.size() - 1) + 1);
        splitter.take(line);
        left.remove_prefix(line.size());
    }
    if (auto parts = splitter.finish()) return *std::move(parts);
    return {"", std::string(text)};
}

}  // namespace poap
