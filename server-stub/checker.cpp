#include "checker.hpp"

#include <filesystem>
#include <utility>

#include "base/text.hpp"
#include "site_check.hpp"

namespace poap::stub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lines = 20;

/// Whether this server writes files of that name.
bool is_written_here(const std::string& name) {
    return name.starts_with('.') || name.ends_with(".cfg") || name.ends_with(".md5");
}

/// Differs after any change of a file in the folder or below, except for those that this server writes.
std::size_t fingerprint(const fs::path& folder) {
    std::size_t sum = 0;
    std::error_code failed;
    constexpr auto skip = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator it(folder, skip, failed), end; !failed && it != end;
         it.increment(failed)) {
        if (is_written_here(it->path().filename())) continue;
        std::error_code gone;
        const auto time = it->last_write_time(gone).time_since_epoch().count();
        const auto size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
        sum += std::hash<std::string>{}(concat(it->path().string(), ' ', time, ' ', size));
    }
    return sum;
}

}  // namespace

Checker::Checker(InventoryFile& inventory, Registrar& registrar, const Folder& folder, RequestLog& log,
                 std::function<void()> when_digested)
    : inventory_(inventory),
      registrar_(registrar),
      folder_(folder),
      log_(log),
      when_digested_(std::move(when_digested)) {}

void Checker::follow() {
    const State now{inventory_.watched(), fingerprint(folder_.path())};
    const bool is_settled = std::exchange(seen_, now) == now || now.inventory != checked_.inventory;
    if (!is_settled || now == checked_) return;
    checked_ = now;
    thread_ = {};  // ends the previous one
    thread_ = std::jthread([this](const std::stop_token& stop) { check(stop); });
}

void Checker::check(const std::stop_token& stop) {
    std::set<std::string> all;
    const auto log = [&](const std::vector<std::string>& faults) {
        if (stop.stop_requested()) return;
        log_new(faults);
        all.insert(faults.begin(), faults.end());
    };
    log(faults_of_files(inventory_, folder_));
    log(registrar_.digest_images(Sidecar::Write, stop));
    if (when_digested_ && !stop.stop_requested()) std::exchange(when_digested_, nullptr)();
    log(registrar_.template_faults(stop));
    if (stop.stop_requested()) return;
    const std::scoped_lock lock(faults_access_);
    logged_ = std::move(all);
}

std::vector<std::string> Checker::faults() const {
    const std::scoped_lock lock(faults_access_);
    return {logged_.begin(), logged_.end()};
}

void Checker::log_new(const std::vector<std::string>& faults) {
    std::size_t lines = 0;
    const std::scoped_lock lock(faults_access_);
    for (const std::string& fault : faults)
        if (logged_.insert(fault).second && ++lines <= most_lines) log_.write(fault);
    if (lines > most_lines)
        log_.write(concat(lines - most_lines, " more faults: poap-server-stub --check prints all of them"));
}

}  // namespace poap::stub
