#include "status/switch_board.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr std::ptrdiff_t most_unlisted = 1000;
constexpr std::size_t most_log_lines = 100;
constexpr std::size_t most_log_bytes = 16 * 1024;
constexpr std::chrono::minutes address_lasts{15};
constexpr std::size_t most_requests = 10;
constexpr std::size_t most_past_runs = 8;

template <typename Item>
void push_limited(std::deque<Item>& items, Item item, std::size_t most) {
    items.push_back(std::move(item));
    if (items.size() > most) items.pop_front();
}

std::optional<std::string> hostname_of(const Switch& entry) {
    const auto name = entry.values.find("hostname");
    return name == entry.values.end() ? std::nullopt : std::optional(name->second);
}

std::vector<std::string> images_of(const Switch& entry) {
    std::vector<std::string> images;
    for (const char* key : {"system_image", "kickstart_image"}) {
        const auto image = entry.values.find(key);
        if (image != entry.values.end() && !image->second.empty()) images.push_back(image->second);
    }
    return images;
}

}  // namespace

std::string SwitchBoard::Key::text() const {
    const char* const kinds[] = {"listed ", "serial ", "mac ", "run "};
    return kinds[static_cast<std::size_t>(kind)] + id;
}

/// A listed switch that was not seen.
BoardRow SwitchBoard::waiting(const Switch& entry) {
    BoardRow row{key_of(entry).text(), {}, hostname_of(entry), images_of(entry), true};
    row.status.mac = entry.mac;
    const auto id = entry.values.find("id");
    if (!entry.mac && id != entry.values.end()) row.status.serial = FileName::parse(id->second);
    return row;
}

SwitchBoard::SwitchBoard(InventorySource inventory, Clock clock)
    : inventory_(std::move(inventory)), clock_(std::move(clock)), index_(inventory_()) {}

std::unique_lock<std::mutex> SwitchBoard::locked() {
    auto inventory = inventory_();
    std::unique_lock lock(mutex_);
    if (inventory != index_.inventory()) follow(std::move(inventory));
    return lock;
}

void SwitchBoard::follow(std::shared_ptr<const Inventory> inventory) {
    index_ = InventoryIndex(std::move(inventory));
    std::map<Key, Record> records;
    for (auto& [key, record] : records_) {
        const SwitchId id{record.status.serial, record.status.mac};
        const bool is_anonymous = !id.serial && !id.mac;
        const auto [place, is_new] = records.try_emplace(is_anonymous ? key : key_of(id), std::move(record));
        if (!is_new && place->second.last_seen() < record.last_seen()) place->second = std::move(record);
    }
    records_ = std::move(records);
    ++revision_;
}

SwitchBoard::Key SwitchBoard::key_of(const Switch& entry) {
    const auto id = entry.values.find("id");
    if (entry.mac) return {Key::Kind::Listed, entry.mac->text()};
    return {Key::Kind::Listed, id == entry.values.end() ? "" : id->second};
}

SwitchBoard::Key SwitchBoard::key_of(const SwitchId& id) const {
    if (const Switch* const entry = index_.find(id.serial, id.mac)) return key_of(*entry);
    if (id.serial) return {Key::Kind::Serial, id.serial->str()};
    return {Key::Kind::Mac, id.mac ? id.mac->text() : ""};
}

/// Makes room for a switch that is not listed.
void SwitchBoard::remove_oldest() {
    const auto is_listed = [](const auto& record) { return record.first.kind == Key::Kind::Listed; };
    while (std::count_if(records_.begin(), records_.end(), std::not_fn(is_listed)) >= most_unlisted)
        records_.erase(std::min_element(records_.begin(), records_.end(), [&](const auto& a, const auto& b) {
            return std::pair(is_listed(a), a.second.last_seen()) <
                   std::pair(is_listed(b), b.second.last_seen());
        }));
}

void SwitchBoard::identify(Record& record, const SwitchId& id, const std::string& client) {
    if (id.serial) record.status.serial = id.serial;
    if (!id.mac) return;
    record.status.mac = id.mac;
    record.address = client;
    record.identified = ++identified_;
}

SwitchBoard::Record* SwitchBoard::known(const SwitchId& id) {
    const Key key = key_of(id);
    if (key.kind == Key::Kind::Listed) return &records_[key];
    if (const auto found = records_.find(key); found != records_.end()) return &found->second;
    if (!id.mac && id.serial)
        for (auto& [other, record] : records_)
            if (record.status.serial == id.serial) return &record;
    return nullptr;
}

SwitchBoard::Record& SwitchBoard::record_of(const SwitchId& id) {
    if (Record* const record = known(id)) return *record;
    remove_oldest();
    return records_[key_of(id)];
}

SwitchBoard::Record& SwitchBoard::record_of(const Report& report) {
    const Key anonymous{Key::Kind::Run, report.run};
    if (report.serial || report.mac) {
        const auto before = records_.extract(anonymous);
        Record& record = record_of(SwitchId{report.serial, report.mac});
        if (!before.empty()) join(record, std::move(before.mapped()));
        return record;
    }
    for (auto& [key, record] : records_)
        if (record.has_run(report.run)) return record;
    remove_oldest();
    return records_[anonymous];
}

bool SwitchBoard::Record::has_run(const std::string& id) const {
    return (status.run && status.run->id == id) ||
           std::find(past_runs.begin(), past_runs.end(), id) != past_runs.end();
}

void SwitchBoard::Record::begin(Run run) {
    if (status.run) push_limited(past_runs, status.run->id, most_past_runs);
    status.run = std::move(run);
    status.message.reset();
    ++status.runs;
}

void SwitchBoard::Record::add_line(LogLine line) {
    status.message = line;
    log_bytes += line.message.size();
    log.push_back(std::move(line));
    while (log.size() > most_log_lines || log_bytes > most_log_bytes) {
        log_bytes -= log.front().message.size();
        log.pop_front();
    }
}

/// Moves what a switch reported before it was identified to its record.
void SwitchBoard::join(Record& record, Record before) {
    if (!before.status.run || record.has_run(before.status.run->id)) return;
    record.begin(std::move(*before.status.run));
    for (LogLine& line : before.log) record.add_line(std::move(line));
}

void SwitchBoard::take(const Report& report, const std::string& client) {
    const auto lock = locked();
    const Time now = clock_();
    Record& record = record_of(report);
    if (!record.has_run(report.run)) {
        Run run;
        run.id = report.run;
        run.started = now;
        record.begin(std::move(run));
    }
    Run& run = *record.status.run;
    const std::uint64_t end = report.sequence + report.events.size();
    record.status.last_seen = now;
    if (run.id != report.run || end <= run.next) return;  // late, or a second time
    if (report.sequence > run.next) run.is_complete = false;
    const std::uint64_t known = run.next > report.sequence ? run.next - report.sequence : 0;
    for (std::size_t i = known; i < report.events.size(); ++i) {
        run.take(report.events[i], now);
        const auto* const line = std::get_if<LogReport>(&report.events[i]);
        if (line != nullptr && line->level != Level::Debug)
            record.add_line({now, line->level, line->message});
    }
    run.next = end;
    identify(record, {report.serial, report.mac}, client);
    if (run.result) record.address.clear();  // it reloads, and another switch may get it
    if (report.hostname) record.status.hostname = report.hostname;
    record.status.agent = report.agent;
    ++revision_;
}

SwitchBoard::Record* SwitchBoard::at_address(const std::string& client, Time now) {
    Record* last = nullptr;
    for (auto& [key, record] : records_)
        if (record.address == client && record.last_seen() + address_lasts > now &&
            (last == nullptr || last->identified < record.identified))
            last = &record;
    return last;
}

void SwitchBoard::take(const SwitchRequest& request) {
    const auto lock = locked();
    const Time now = clock_();
    Record* record = nullptr;
    if (request.id.serial || request.id.mac)
        record = request.names_itself ? &record_of(request.id) : known(request.id);
    if (record != nullptr) {
        identify(*record, request.id, request.client);
    } else {
        record = at_address(request.client, now);
    }
    if (record == nullptr) return;
    if (request.registers) record->status.registered = now;
    auto& requests = record->status.requests;
    if (!requests.empty() && requests.back().what == request.what) requests.pop_back();
    push_limited(requests, {now, request.what}, most_requests);
    record->status.last_seen = now;
    ++revision_;
}

BoardRow SwitchBoard::row_of(const Key& key, const Record& record) const {
    const Switch* const entry = index_.find(record.status.serial, record.status.mac);
    if (entry == nullptr) return {key.text(), record.status, std::nullopt, {}, false};
    return {key.text(), record.status, hostname_of(*entry), images_of(*entry), true};
}

std::vector<BoardRow> SwitchBoard::rows() {
    const auto lock = locked();
    std::vector<BoardRow> rows;
    std::map<std::string, int> same;  // entries with the same id
    for (const Switch& entry : index_.inventory()->switches) {
        const auto record = records_.find(key_of(entry));
        rows.push_back(record == records_.end() ? waiting(entry) : row_of(record->first, record->second));
        std::string& key = rows.back().key;
        if (const int before = same[key]++) key += concat(" again ", before);
    }
    for (const auto& [key, record] : records_)
        if (key.kind != Key::Kind::Listed) rows.push_back(row_of(key, record));
    return rows;
}

std::optional<BoardDetail> SwitchBoard::detail(const FileName& serial) {
    const auto lock = locked();
    for (const auto& [key, record] : records_)
        if (record.status.serial == serial) return BoardDetail{row_of(key, record), record.log};
    const Switch* const entry = index_.find(serial, std::nullopt);
    if (entry == nullptr) return std::nullopt;
    return BoardDetail{waiting(*entry), {}};
}

std::uint64_t SwitchBoard::revision() {
    const auto lock = locked();
    return revision_;
}

}  // namespace poap::stub
