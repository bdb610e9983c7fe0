#include "tftp/tftp_server.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <exception>
#include <string>
#include <system_error>

#include "tftp/transfer.hpp"

namespace poap::stub {
namespace {

// A thread each: a rack downloads at once.
constexpr std::size_t most_transfers = 64;

Descriptor stop_event() {
    Descriptor event(::eventfd(0, EFD_CLOEXEC));
    if (!event) throw std::system_error(errno, std::generic_category(), "eventfd");
    return event;
}

}  // namespace

TftpServer::TftpServer(const ListenAddress& listen, const Folder& folder, RequestLog& log)
    : folder_(folder), log_(log), socket_(listen), stop_(stop_event()), listener_([this] {
          this->listen();
      }) {}

TftpServer::~TftpServer() {
    ::eventfd_write(stop_.get(), 1);
    listener_.join();
}

void TftpServer::listen() {
    try {
        while (const auto request = socket_.receive(stop_.get()))
            answering(*request, [&] { answer(*request); });
    } catch (const std::exception& fault) {
        log_.write(std::string("TFTP is served no more: ") + fault.what());
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
        return refuse(request, "WRQ", tftp::ErrorCode::AccessViolation, "this server takes no files", log_);
    if (std::holds_alternative<tftp::Ack>(*packet))
        return refuse(request, "TFTP", tftp::ErrorCode::IllegalOperation, "not a read request", log_);
}

void TftpServer::start(const TftpRequest& request, const tftp::ReadRequest& asked) {
    transfers_.remove_if(
        [](const Running& transfer) { return transfer.over || !transfer.thread.joinable(); });
    if (transfers_.size() == most_transfers)
        return refuse(request, "RRQ", tftp::ErrorCode::DiskFull, "busy: too many transfers at once", log_);
    Running& transfer = transfers_.emplace_back();
    transfer.thread = std::jthread([this, &transfer, request, asked] {
        answering(request, [&] { serve(request, asked, folder_, stop_.get(), log_); });
        transfer.over = true;
    });
}

}  // namespace poap::stub
