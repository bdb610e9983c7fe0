// What the switch lists against an image: show incompatibility-all.
#include "fuzz.hpp"
#include "nxos/incompatibility.hpp"

namespace poap::fuzz {

void run(std::string_view input) {
    const auto found = parse_incompatibilities(input);
    require(found.size() <= 10, "there are few");
    for (const std::string& fault : found) require(is_printable(fault), "each is printable");
}

}  // namespace poap::fuzz
