#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "status/inventory_index.hpp"
#include "status/switch_status.hpp"

namespace poap::stub {

/// What identifies a switch, as far as it is known.
struct SwitchId {
    std::optional<FileName> serial;
    std::optional<MacAddress> mac;
};

/// A request that a switch may have sent.
struct SwitchRequest {
    SwitchId id;
    bool names_itself;   ///< otherwise `id` is from the name of a file, which may mean something else
    std::string client;  ///< its IP address, without brackets
    std::string what;    ///< `fetched its configuration`
    bool registers = false;
};

/// A switch that is listed in the inventory, or was seen.
struct BoardRow {
    std::string key;  ///< names the row; no other one has it
    SwitchStatus status;
    std::optional<std::string> hostname;  ///< from the inventory; none if it is not listed
    std::vector<std::string> images;      ///< from the inventory: the file names of what is to be installed
    bool is_listed;
};

/// A row, and the last lines of its switch's log.
struct BoardDetail {
    BoardRow row;
    std::deque<LogLine> log;
};

/// What this server knows of each switch: all that are in the inventory, and a limited number of others.
/// Nothing of it is proven, and nothing but the pages that show it depends on it. Thread-safe.
class SwitchBoard {
  public:
    using InventorySource = std::function<std::shared_ptr<const Inventory>()>;
    using Clock = std::function<Time()>;

    explicit SwitchBoard(InventorySource inventory, Clock clock = std::chrono::system_clock::now);

    /// Takes the events of a report that are new: not those of a batch that came before.
    void take(const Report& report, const std::string& client);

    /// Notes a request of the switch that it names; else of the switch that registered last from the client's
    /// address, if any.
    void take(const SwitchRequest& request);

    /// The listed switches in the inventory's order, then the others.
    std::vector<BoardRow> rows();
    /// None if no such switch is listed or was seen.
    std::optional<BoardDetail> detail(const FileName& serial);

    /// Changes with every change of what rows() and detail() return.
    std::uint64_t revision();

    std::shared_ptr<const Inventory> inventory() const { return inventory_(); }
    Time now() const { return clock_(); }

  private:
    /// Under what a switch is kept: its entry in the inventory, else the best that is known of it.
    struct Key {
        enum class Kind { Listed, Serial, Mac, Run };

        Kind kind;
        std::string id;

        auto operator<=>(const Key&) const = default;
        std::string text() const;
    };

    struct Record {
        SwitchStatus status;
        std::deque<LogLine> log;
        std::size_t log_bytes = 0;
        std::deque<std::string> past_runs;  ///< the last ones before the current run
        std::string address;                ///< IP address from which it registered or reported
        std::uint64_t identified = 0;       ///< rank in the order of that

        Time last_seen() const { return status.last_seen.value_or(Time{}); }
        bool has_run(const std::string& id) const;
        void begin(Run run);
        void add_line(LogLine line);
    };

    /// The lock. The inventory is read before it is taken.
    std::unique_lock<std::mutex> locked();
    void follow(std::shared_ptr<const Inventory> inventory);
    static Key key_of(const Switch& entry);
    Key key_of(const SwitchId& id) const;
    /// Null if there is none, and no such switch is listed.
    Record* known(const SwitchId& id);
    Record& record_of(const SwitchId& id);
    Record& record_of(const Report& report);
    /// The switch that was last known to have that address, if it was seen a short time ago.
    Record* at_address(const std::string& client, Time now);
    void remove_oldest();
    void identify(Record& record, const SwitchId& id, const std::string& client);
    static void join(Record& record, Record before);
    BoardRow row_of(const Key& key, const Record& record) const;
    static BoardRow waiting(const Switch& entry);

    const InventorySource inventory_;
    const Clock clock_;
    std::mutex mutex_;
    InventoryIndex index_;
    std::map<Key, Record> records_;
    std::uint64_t identified_ = 0;
    std::uint64_t revision_ = 0;
};

}  // namespace poap::stub
