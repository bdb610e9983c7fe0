#pragma once

#include <string>
#include <string_view>

namespace poap {

/// Whether to split a configuration.
enum class Split {
    No,
    Yes,
    OnNexus3548,  ///< and how: bundles of four ports are configured before anything else about them
};

/// A configuration in the parts that a switch replays one after the other.
struct ConfigParts {
    std::string first;  ///< lines that take effect only after a reload; empty: there is one part
    std::string rest;
};

/// Splits a configuration as Cisco's poap.py does: by how a line starts, without its blanks being removed,
/// and after `hardware profile tcam resource template` the lines with the template's regions and their sizes.
/// Blank lines and comments stay in the rest, also those between such lines.
///
/// On a Nexus 3548, `speed 40000` of `interface Ethernet1/N` goes first too. As in poap.py, lines around it
/// shut down ports N to N+3 before it, and enable port N after it.
///
/// Each line is in one of the parts, in its order. If the rest has no command but `end`, there is one part.
/// @param text whose lines end with LF
ConfigParts split_config(std::string_view text, Split split);

}  // namespace poap
