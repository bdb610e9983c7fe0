#include "status/status_answers.hpp"

#include <random>
#include <utility>

#include "base/text.hpp"
#include "refusal.hpp"
#include "status/inventory_lines.hpp"
#include "status/status_json.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_faults = 100;

nlohmann::ordered_json faults_in(const SiteStatus& site) {
    nlohmann::ordered_json faults = nlohmann::ordered_json::array();
    for (const std::string& fault : site.faults) {
        if (faults.size() == most_faults) {
            faults.push_back(concat(site.faults.size() - most_faults,
                                    " more faults: poap-server-stub --check prints all of them"));
            break;
        }
        faults.push_back(printable(fault));
    }
    return faults;
}

nlohmann::ordered_json hashing_in(const SiteStatus& site) {
    nlohmann::ordered_json images = nlohmann::ordered_json::array();
    for (const ImageReading& image : site.hashing)
        images.push_back({{"image", image.name}, {"bytes", image.bytes}, {"size", image.size}});
    return images;
}

/// The id for the inventory; none if the switch is listed, or not identified.
std::optional<std::string> id_to_list(const BoardRow& row) {
    if (row.is_listed) return std::nullopt;
    if (row.status.serial) return row.status.serial->str();
    return row.status.mac ? std::optional(row.status.mac->text()) : std::nullopt;
}

}  // namespace

StatusAnswers::StatusAnswers(SwitchBoard& board, std::function<SiteStatus()> site)
    : board_(board), site_(std::move(site)), start_(concat(std::random_device{}(), '-')) {}

void StatusAnswers::take_report(std::string_view body, const std::string& client) {
    const auto report = [&] {
        // One at a time: a body's tree can take many times its size.
        const std::scoped_lock lock(parsing_);
        try {
            return parse_report(body);
        } catch (const ReportError& error) {
            throw Refusal(400, error.what());
        }
    }();
    board_.take(report, client);
}

std::string StatusAnswers::etag() {
    SiteStatus site = site_();
    const std::uint64_t board_revision = board_.revision();
    const std::scoped_lock lock(comparing_);
    if (site != last_site_) {
        last_site_ = std::move(site);
        ++site_revision_;
    }
    return concat('"', start_, board_revision, '-', site_revision_, '"');
}

nlohmann::ordered_json StatusAnswers::switches() {
    const SiteStatus site = site_();
    const auto inventory = board_.inventory();
    std::size_t number = inventory->switches.size();
    nlohmann::ordered_json switches = nlohmann::ordered_json::array();
    for (const BoardRow& row : board_.rows()) {
        switches.push_back(json_of(row));
        if (const auto id = id_to_list(row))
            switches.back()["entry"] = inventory_lines(*inventory, *id, ++number);
    }
    return {{"time", utc_text(board_.now())},
            {"version", STUB_VERSION},
            {"faults", faults_in(site)},
            {"hashing", hashing_in(site)},
            {"switches", std::move(switches)}};
}

nlohmann::ordered_json StatusAnswers::one_switch(const FileName& serial) {
    const auto detail = board_.detail(serial);
    if (!detail)
        throw Refusal(404, "no switch with the serial number '" + serial.str() + "' is listed or was seen");
    nlohmann::ordered_json content = json_of(*detail);
    const auto inventory = board_.inventory();
    if (const auto id = id_to_list(detail->row))
        content["entry"] = inventory_lines(*inventory, *id, inventory->switches.size() + 1);
    return content;
}

}  // namespace poap::stub
