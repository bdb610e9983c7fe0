#include "nxos/old_bios.hpp"

#include "base/text.hpp"

namespace poap {

namespace {

constexpr unsigned kOldest = 3;
constexpr unsigned kOldestOnFretta = 1;

bool is_fretta(Cli& cli) {
    const CliAnswer answer = cli.run(chained({"show chassis-family"}), OnSignal::Stop);
    return !refusal(answer) && trimmed(answer.text).ends_with("Fretta");
}

}  // namespace

bool has_old_bios(Cli& cli, const RunningImages& running, const FileName& image) {
    if (!running.bios || *running.bios >= kOldest || !image.str().starts_with("nxos")) return false;
    return *running.bios < kOldestOnFretta || !is_fretta(cli);
}

}  // namespace poap
