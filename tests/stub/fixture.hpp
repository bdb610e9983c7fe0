#pragma once

#include <httplib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "folder.hpp"
#include "registrar.hpp"
#include "request_log.hpp"
#include "server.hpp"
#include "support/collector.hpp"
#include "support/temp_dir.hpp"

namespace poap::stub::test {

/// A folder of a test's own, removed with all that is in it.
class TempFolder : public poap::test::TempDir {
  public:
    std::filesystem::path operator/(const std::string& name) const {
        return std::filesystem::path(path()) / name;
    }
};

using poap::test::telling_bytes;

/// Bytes of a file, all of it a hole, that takes far longer to read and hash than to say stop.
constexpr std::uintmax_t long_to_hash = std::uintmax_t{4} << 30;

/// Waits until the process, `self` or a number, has the file open.
void wait_until_open(const std::string& process, const std::filesystem::path& file);

/// An inventory of three switches: two known by their MACs (the second by TFTP, against the pod's protocol),
/// one by its serial number.
extern const char* const small_pod;

/// A MAC address that no inventory here has.
inline const char* const no_mac = "5e01.4002.9999";

/// A server in this process, on a free port, over a folder that has a template.
class RunningStub {
  public:
    explicit RunningStub(const std::string& inventory = small_pod, bool lab_quirks = false,
                         const std::string& listen = "127.0.0.1:0", const HttpLimits& limits = {});

    const TempFolder& files() const { return files_; }
    void edit_inventory(const std::string& inventory) const;
    const ListenAddress& address() const { return server_->address(); }
    std::string log() const { return log_text_.str(); }
    bool failed() const { return server_->failed(); }
    Folder& folder() { return folder_; }
    Registrar& registrar() { return registrar_; }

    httplib::Client client() const;
    httplib::Response put(const std::string& serial, const std::string& mac) const;
    httplib::Response get(const std::string& path, const httplib::Headers& headers = {}) const;

    /// Stops answering: what it has logged is then all there is.
    void stop() { server_.reset(); }

  private:
    std::filesystem::path written(const std::string& inventory) const;

    TempFolder files_;
    TempFolder inventory_folder_;
    Folder folder_;
    std::ostringstream log_text_;
    RequestLog log_;
    InventoryFile inventory_;
    Registrar registrar_;
    SwitchBoard board_;
    StatusAnswers status_;
    std::unique_ptr<Server> server_;
};

/// The response. Throws when the connection gave none.
httplib::Response response_of(const httplib::Result& result);

/// The `message` of a refusal; the whole body when it is none.
std::string message_of(const httplib::Response& response);

}  // namespace poap::stub::test
