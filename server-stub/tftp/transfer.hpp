#pragma once

#include <functional>
#include <string>

#include "folder.hpp"
#include "request_log.hpp"
#include "tftp/request_socket.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {

/// Answers a request with an error packet, and logs it.
/// @param what describes the request in the log
void refuse(const TftpRequest& request, const std::string& what, tftp::ErrorCode code, const std::string& why,
            RequestLog& log);

/// Sends the requested file, or an error packet, and logs the result.
/// @param stop readable when the server ends
/// @param on_heard called with the file's name at the client's first acknowledgement
void serve(const TftpRequest& request, const tftp::ReadRequest& asked, const Folder& folder, int stop,
           const std::function<void(const FileName&)>& on_heard, RequestLog& log);

}  // namespace poap::stub
