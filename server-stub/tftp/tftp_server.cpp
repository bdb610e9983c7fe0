#include "tftp/tftp_server.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "tftp/transfer.hpp"

namespace poap::stub {
namespace {

Descriptor stop_event() {
    Descriptor event(::eventfd(0, EFD_CLOEXEC));
    if (!event) throw std::system_error(errno, std::generic_category(), "eventfd");
    return event;
}

}  // namespace

TftpServer::TftpServer(const ListenAddress& listen, const Folder& folder, RequestLog& log,
                       OnTransfer on_transfer, TftpLimits limits)
    : folder_(folder),
      log_(log),
      on_transfer_(std::move(on_transfer)),
      limits_(limits),
      socket_(listen),
      stop_(stop_event()),
      listener_([this] { this->listen(); }) {}

TftpServer::~TftpServer() {
    ::eventfd_write(stop_.get(), 1);
    listener_.join();
}

void TftpServer::listen() {
    try {
        while (const auto request = socket_.receive(stop_.get()))
            answering(*request, [&] { answer(*request); });
    } catch (const std::exception& fault) {
        log_.write(std::string("the TFTP server has stopped: ") + fault.what());
        failed_ = true;
    }
}

void TftpServer::answering(const TftpRequest& request, const std::function<void()>& answer) {
    try {
        answer();
    } catch (const std::exception& fault) {
        log_.write(request.client.host() + " TFTP: " + fault.what());
    }
}

void TftpServer::answer(const TftpRequest& request) {
    const auto packet = tftp::parse_client_packet(request.datagram);
    if (!packet)
        return refuse(request, "TFTP", tftp::ErrorCode::IllegalOperation, "not a read request", log_);
    if (const auto* asked = std::get_if<tftp::ReadRequest>(&*packet)) return start(request, *asked);
    if (std::holds_alternative<tftp::WriteRequest>(*packet))
        return refuse(request, "WRQ", tftp::ErrorCode::AccessViolation, "this server does not accept files",
                      log_);
    if (std::holds_alternative<tftp::Ack>(*packet))
        return refuse(request, "TFTP", tftp::ErrorCode::IllegalOperation, "not a read request", log_);
}

bool TftpServer::is_busy(const Address& client) const {
    const auto of_client = std::count_if(transfers_.begin(), transfers_.end(), [&](const Running& transfer) {
        return transfer.client.same_host(client);
    });
    return transfers_.size() >= limits_.transfers ||
           static_cast<std::size_t>(of_client) >= limits_.of_one_address;
}

bool TftpServer::has_too_many_unheard(const Address& client) const {
    const auto unheard = std::count_if(transfers_.begin(), transfers_.end(), [&](const Running& transfer) {
        return transfer.client.same_host(client) && !transfer.heard;
    });
    return static_cast<std::size_t>(unheard) >= limits_.unheard_of_address;
}

void TftpServer::start(const TftpRequest& request, const tftp::ReadRequest& asked) {
    transfers_.remove_if(
        [](const Running& transfer) { return transfer.over || !transfer.thread.joinable(); });
    if (is_busy(request.client))
        return refuse(request, "RRQ", tftp::ErrorCode::DiskFull, "busy: too many transfers at once", log_);
    // No answer: a real client retries, and a forged address gets nothing.
    if (has_too_many_unheard(request.client))
        return log_.write(request.client.host() +
                          " RRQ not answered: too many transfers without an acknowledgement");
    Running& transfer = transfers_.emplace_back(request.client);
    transfer.thread = std::jthread([this, &transfer, request, asked] {
        const auto heard = [&](const FileName& file) {
            transfer.heard = true;
            on_transfer_(request.client.host(), file);
        };
        answering(request, [&] { serve(request, asked, folder_, stop_.get(), heard, log_); });
        transfer.over = true;
    });
}

}  // namespace poap::stub
