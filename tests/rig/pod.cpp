#include "rig/pod.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "rig/files.hpp"

namespace poap::rig {

namespace {

const std::string kTemplate = "hostname {{ hostname }}\nusername admin password 5 " + kSecret +
                              " role network-admin\ninterface mgmt0\n  ip address {{ mgmt0_ip }}\n"
                              "boot nxos bootflash:/{{ system_image }}";

std::string inventory_of(const PodSpec& spec) {
    std::string pod = concat("pod:\n  protocol: ", spec.config_protocol, "\n");
    if (!spec.image_protocol.empty()) pod += concat("  image_protocol: ", spec.image_protocol, "\n");
    if (!spec.tftp_server.empty()) pod += concat("  tftp_server: ", spec.tftp_server, "\n");
    return concat(pod, "switches:\n  - hostname: leaf1\n    id: ", spec.id,
                  "\n    mgmt0_ip: 172.16.30.101/24\n    system_image: \"", spec.system_image,
                  "\"\n    kickstart_image: \"", spec.kickstart_image, "\"\n",
                  spec.more.empty() ? "" : concat("    ", spec.more, "\n"));
}

}  // namespace

Pod::Pod() {
    add_to_config("");
}

void Pod::add_to_config(const std::string& lines) {
    files_.write("conf_nxv.j2", lines + kTemplate);
}

void Pod::start(const PodSpec& spec) {
    inventory_.write("podvars.yml", inventory_of(spec));
    std::vector<std::string> line = {STUB_PATH,     "--inventory", inventory_.path_of("podvars.yml"),
                                     "--templates", files_.path(), "--listen",
                                     "127.0.0.1:0", "--tftp",      "127.0.0.1:0"};
    if (spec.lab_quirks) line.emplace_back("--lab-quirks");
    stub_ = std::make_unique<Process>(line, std::vector<std::string>{});
    ASSERT_TRUE(eventually([&] { return stub_->out().ends_with('\n'); })) << stub_->err();
    const std::string lines = stub_->out();
    const std::string listening = lines.substr(0, lines.find('\n'));
    port_ = listening.substr(listening.rfind(':') + 1);
    tftp_address_ = lines.substr(lines.rfind(' ') + 1);
    tftp_address_.pop_back();  // the line's end
}

}  // namespace poap::rig
