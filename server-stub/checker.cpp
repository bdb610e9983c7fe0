#include "checker.hpp"

#include <filesystem>
#include <utility>

#include "base/text.hpp"
#include "site_check.hpp"

namespace poap::stub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lines = 20;

/// Whether this server writes the file.
bool is_written_here(const std::string& name, const std::set<std::string>& rendered) {
    return name.starts_with('.') || name.ends_with(".md5") || rendered.contains(name);
}

/// Differs after any change of a file in the folder or below, except for those that this server writes.
std::size_t fingerprint(const fs::path& folder, const std::set<std::string>& rendered) {
    std::size_t sum = 0;
    std::error_code failed;
    constexpr auto skip = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator it(folder, skip, failed), end; !failed && it != end;
         it.increment(failed)) {
        if (is_written_here(it->path().filename(), rendered)) continue;
        std::error_code gone;
        const auto time = it->last_write_time(gone).time_since_epoch().count();
        const auto size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
        sum += std::hash<std::string>{}(concat(it->path().string(), ' ', time, ' ', size));
    }
    return sum;
}

}  // namespace

Checker::Checker(InventoryFile& inventory, Registrar& registrar, const Folder& folder, RequestLog& log)
    : inventory_(inventory), registrar_(registrar), folder_(folder), log_(log) {}

void Checker::follow() {
    const State now{inventory_.watched(), fingerprint(folder_.path(), registrar_.rendered_files())};
    const bool is_settled = std::exchange(seen_, now) == now || now.inventory != checked_.inventory;
    if (!is_settled || now == checked_) return;
    checked_ = now;
    thread_ = {};  // ends the previous one
    thread_ = std::jthread([this](const std::stop_token& stop) { check(stop); });
}

void Checker::check(const std::stop_token& stop) {
    std::set<std::string> all;
    std::size_t lines = 0;
    const auto log = [&](const std::string& fault) {
        if (stop.stop_requested() || !all.insert(fault).second || !is_new(fault)) return;
        if (++lines <= most_lines) log_.write(fault);
    };
    try {
        for (const std::string& fault : faults_of_files(inventory_, folder_)) log(fault);
        for (const std::string& fault : registrar_.digest_images(Sidecar::Write, stop)) log(fault);
        registrar_.check_configs(log, stop);
    } catch (const std::exception& error) {
        log(concat("the check has not finished: ", error.what()));
    }
    if (lines > most_lines)
        log_.write(concat(lines - most_lines, " more faults: poap-server-stub --check prints all of them"));
    if (stop.stop_requested()) return;
    const std::scoped_lock lock(faults_access_);
    logged_ = std::move(all);
}

bool Checker::is_new(const std::string& fault) {
    const std::scoped_lock lock(faults_access_);
    return logged_.insert(fault).second;
}

std::vector<std::string> Checker::faults() const {
    const std::scoped_lock lock(faults_access_);
    return {logged_.begin(), logged_.end()};
}

}  // namespace poap::stub
