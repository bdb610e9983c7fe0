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
constexpr std::size_t most_versions = 8;

/// The inventory's text may be in any encoding.
std::string text_of(const nlohmann::ordered_json& content) {
    return content.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

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

StatusAnswers::StatusAnswers(SwitchBoard& board, std::function<SiteStatus()> site,
                             std::chrono::milliseconds renewal)
    : board_(board), site_(std::move(site)), renewal_(renewal), start_(concat(std::random_device{}(), '-')) {}

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

std::string StatusAnswers::etag_of(const SiteStatus& site) {
    if (site != last_site_) {
        last_site_ = site;
        ++site_revision_;
    }
    return concat('"', start_, board_.revision(), '-', site_revision_, '"');
}

StatusAnswer StatusAnswers::switches() {
    const std::scoped_lock lock(building_);
    const auto now = std::chrono::steady_clock::now();
    if (last_.json && now - built_ < renewal_) return last_;
    const SiteStatus site = site_();
    const std::string etag = etag_of(site);
    if (last_.json && etag == last_.etag) return last_;
    std::erase_if(given_, [](const auto& version) { return version.expired(); });
    if (given_.size() >= most_versions)
        throw Refusal(503, "too many clients are slow to read the state of the switches: try again later");
    last_ = {etag, std::make_shared<const std::string>(text_of(json_of_all(site)))};
    built_ = now;
    given_.emplace_back(last_.json);
    return last_;
}

nlohmann::ordered_json StatusAnswers::json_of_all(const SiteStatus& site) {
    const auto inventory = board_.inventory();
    nlohmann::ordered_json switches = nlohmann::ordered_json::array();
    for (const BoardRow& row : board_.rows()) {
        switches.push_back(json_of(row));
        if (const auto id = id_to_list(row)) switches.back()["entry"] = inventory_lines(*inventory, *id);
    }
    return {{"time", utc_text(board_.now())},
            {"version", STUB_VERSION},
            {"faults", faults_in(site)},
            {"hashing", hashing_in(site)},
            {"switches", std::move(switches)}};
}

StatusAnswer StatusAnswers::one_switch(const FileName& serial) {
    const std::string etag = [&] {
        const std::scoped_lock lock(building_);
        return etag_of(site_());
    }();
    const auto detail = board_.detail(serial);
    if (!detail)
        throw Refusal(404, "no switch with the serial number '" + serial.str() + "' is listed or was seen");
    nlohmann::ordered_json content = json_of(*detail);
    if (const auto id = id_to_list(detail->row)) content["entry"] = inventory_lines(*board_.inventory(), *id);
    return {etag, std::make_shared<const std::string>(text_of(content))};
}

}  // namespace poap::stub
