#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rig/process.hpp"
#include "support/temp_dir.hpp"

namespace poap::rig {

/// One switch's entry in a pod.
struct PodSpec {
    std::string id;  ///< serial number or MAC address
    std::string system_image;
    std::string kickstart_image = {};
    std::string config_protocol = "http";
    std::string image_protocol = "http";
    std::string tftp_server = {};  ///< `host:port`; empty: the stub itself
    bool lab_quirks = false;
    std::string more = {};  ///< a further line: `install: install-all`
};

/// The real poap-server-stub, over a folder with a template and images.
class Pod {
  public:
    /// Nothing is served yet.
    Pod();

    /// What the stub serves, over HTTP and TFTP.
    const test::TempDir& files() const { return files_; }

    /// Puts lines in front of the configurations.
    void add_to_config(const std::string& lines);

    /// Starts the server; returns when it listens.
    void start(const PodSpec& spec);

    /// `--server` and `--port` for the agent.
    std::vector<std::string> where() const { return {"--server", "127.0.0.1", "--port", port_}; }
    /// `host:port`
    std::string address() const { return "127.0.0.1:" + port_; }
    /// `host:port` of its TFTP server.
    const std::string& tftp_address() const { return tftp_address_; }

    /// The requests it has answered, and with which status.
    std::string log() const { return stub_->err(); }

    /// The configuration it has rendered for a switch.
    std::string config_of(const std::string& serial) const { return files_.read(serial + ".cfg"); }

  private:
    test::TempDir files_;
    test::TempDir inventory_;
    std::unique_ptr<Process> stub_;
    std::string port_;
    std::string tftp_address_;
};

}  // namespace poap::rig
