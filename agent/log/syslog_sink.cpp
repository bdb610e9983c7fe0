#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#include "base/descriptor.hpp"
#include "log/reader.hpp"
#include "log/sinks.hpp"
#include "log/utc.hpp"

namespace poap {

namespace {

/// syslog(3) waits for a daemon that does not read, which would hold the pass up.
class SyslogSink : public LogSink {
  public:
    SyslogSink() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
    void write(Level level, const std::string& line) override {
        if (level == Level::Debug || !socket_) return;
        // Again each time, as it may have started anew. If it is missing, the other sinks have the line.
        static_cast<void>(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&kLog), sizeof kLog));
        if (!reader_.takes_more(socket_.get())) return;
        // RFC 3164, section 4.1, as syslog(3) sends it to the machine's own daemon: without a host.
        const std::string packet =
            concat('<', LOG_USER | LOG_ALERT, '>', utc_now("%b %e %H:%M:%S "), "poap-agent: ", line);
        send(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }

  private:
    static constexpr sockaddr_un kLog = {AF_UNIX, "/dev/log"};
    Descriptor socket_;
    Reader reader_;
};

}  // namespace

std::unique_ptr<LogSink> syslog_sink() {
    return std::make_unique<SyslogSink>();
}

}  // namespace poap
