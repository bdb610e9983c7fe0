#include "transfer/network.hpp"

namespace poap {

HttpAnswer Network::put_form(const std::string& url, const std::string& form) {
    const Vrf::Scope scope = vrf_.enter();
    return http_.put_form(url, form);
}

std::optional<Refused> Network::fetch(const std::string& url, BodySink& sink) {
    if (url.starts_with("usb:")) return usb_.fetch(url, sink);
    const Vrf::Scope scope = vrf_.enter();
    if (url.starts_with("tftp:")) return tftp_.fetch(url, sink);
    if (url.starts_with("ftp:")) return ftp_.fetch(url, sink);
    if (url.starts_with("sftp:") || url.starts_with("scp:")) return ssh_.fetch(url, sink);
    return http_.fetch(url, sink);
}

Availability Network::look(const std::string& url) {
    if (!url.starts_with("http")) return Transport::look(url);
    const Vrf::Scope scope = vrf_.enter();
    return http_.look(url);
}

}  // namespace poap
