#include "rig/tftp_folder.hpp"

#include "rig/snapshot.hpp"

namespace poap::runs {

namespace {

constexpr std::uint16_t kNotFound = 1;  // RFC 1350, appendix

void serve(test::TftpTransfer& transfer, const std::string& folder) {
    const Snapshot files = snapshot_of(folder);
    const auto file = files.find(transfer.file());
    if (file == files.end()) return transfer.send_error(kNotFound, "File not found");
    transfer.accept(file->second.size());
    transfer.send_file(file->second);
}

}  // namespace

TftpFolder::TftpFolder(const std::string& folder)
    : server_([folder](test::TftpTransfer& transfer) { serve(transfer, folder); }) {}

std::string TftpFolder::address() const {
    constexpr std::string_view kScheme = "tftp://";
    const std::string url = server_.url("");
    return url.substr(kScheme.size(), url.size() - kScheme.size() - 1);
}

}  // namespace poap::runs
