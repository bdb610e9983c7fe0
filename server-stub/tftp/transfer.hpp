#pragma once

#include <functional>
#include <string>

#include "folder.hpp"
#include "request_log.hpp"
#include "tftp/request_socket.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub {

/// Answers a request with an error packet, and logs it.
/// @param what of the request, for the log
void refuse(const TftpRequest& request, const std::string& what, tftp::ErrorCode code, const std::string& why,
            RequestLog& log);

/// Sends the file that is asked for, or an error packet, and logs how that ended.
/// @param stop readable when everything is to end @param on_heard called at the client's first
/// acknowledgement
void serve(const TftpRequest& request, const tftp::ReadRequest& asked, const Folder& folder, int stop,
           const std::function<void()>& on_heard, RequestLog& log);

}  // namespace poap::stub
