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

namespace poap::stub::test {

/// A new folder, removed with all that is in it.
class TempFolder {
  public:
    TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

    void write(const std::string& name, const std::string& content) const;
    std::string read(const std::string& name) const;

  private:
    std::filesystem::path path_;
};

/// Bytes that tell their offset, so that a piece from the wrong place is another one.
std::string bytes_by_offset(std::size_t size);

/// Bytes of a file, all of it a hole, that takes a minute or so to read and hash.
constexpr std::uintmax_t long_to_hash = std::uintmax_t{16} << 30;

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

    httplib::Client client() const { return httplib::Client(address().host, address().port); }
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
    std::unique_ptr<Server> server_;
};

/// Names a case of a table by its `name`.
inline constexpr auto by_name = [](const auto& tested) { return tested.param.name; };

/// The response. Throws when the connection gave none.
httplib::Response response_of(const httplib::Result& result);

/// The `message` of a refusal; the whole body when it is none.
std::string message_of(const httplib::Response& response);

}  // namespace poap::stub::test
