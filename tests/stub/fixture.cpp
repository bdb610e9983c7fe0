#include "fixture.hpp"

#include <stdexcept>
#include <system_error>
#include <thread>

namespace poap::stub::test {

void wait_until_open(const std::string& process, const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    const auto is_open = [&] {
        for (const auto& entry : fs::directory_iterator("/proc/" + process + "/fd")) {
            std::error_code closed_meanwhile;
            if (fs::read_symlink(entry.path(), closed_meanwhile) == file) return true;
        }
        return false;
    };
    while (!is_open()) std::this_thread::yield();
}

const char* const small_pod = R"(pod:
  tftp_server: 10.10.20.20
  http_server: 10.10.20.20:5000
  protocol: http
switches:
  - hostname: spine1
    id: 5e01.4002.0001
    asn: 0123
    system_image: nxos.9.3.5.bin
    kickstart_image: ""
  - hostname: leaf2
    id: 5e01.4002.0002
    asn: 65002
    system_image: nxos.9.3.5.bin
    protocol: tftp
    tftp_server: 10.10.20.30
    image_protocol: http
  - hostname: leaf3
    id: TME20230003
    asn: 65003
    system_image: ""
)";

RunningStub::RunningStub(const std::string& inventory, bool lab_quirks, const std::string& listen,
                         const HttpLimits& limits)
    : folder_(files_.path()),
      log_(log_text_),
      inventory_(written(inventory), folder_, log_),
      registrar_(inventory_, folder_, log_, lab_quirks),
      board_([this] { return inventory_.current(); }),
      status_(
          board_,
          [this] {
              return SiteStatus{{}, registrar_.image_readings()};
          },
          std::chrono::milliseconds(0)) {
    ServerOptions options{ListenAddress::parse(listen)};
    options.lab_quirks = lab_quirks;
    options.limits = limits;
    server_ = std::make_unique<Server>(options, registrar_, folder_, status_, log_);
}

std::filesystem::path RunningStub::written(const std::string& inventory) const {
    files_.write("conf_nxv.j2", "hostname {{ hostname }}\nrouter bgp {{asn}}\n");
    edit_inventory(inventory);
    return inventory_folder_ / "podvars.yml";
}

void RunningStub::edit_inventory(const std::string& inventory) const {
    inventory_folder_.write("podvars.yml", inventory);
}

httplib::Client RunningStub::client() const {
    httplib::Client client(address().host, address().port);
    client.set_read_timeout(60);  // on a busy machine the answer of a server with many clients takes long
    return client;
}

httplib::Response RunningStub::put(const std::string& serial, const std::string& mac) const {
    return response_of(client().Put("/" + serial, httplib::Params{{"data", mac}}));
}

httplib::Response RunningStub::get(const std::string& path, const httplib::Headers& headers) const {
    return response_of(client().Get(path, headers));
}

httplib::Response response_of(const httplib::Result& result) {
    if (!result) throw std::runtime_error("no response: " + httplib::to_string(result.error()));
    return *result;
}

std::string message_of(const httplib::Response& response) {
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    return body.is_object() ? body.value("message", response.body) : response.body;
}

}  // namespace poap::stub::test
