#pragma once

#include <httplib.h>

#include <chrono>
#include <memory>
#include <string>

#include "folder.hpp"

// Answers set their own headers and use content providers, whose bodies the library sends unchanged.
// Otherwise it would apply the request's Range to any body, even error messages, handle ranges beyond the end
// of a file wrongly, and compress text, which changes its digest.

namespace poap::stub {

/// Sends these bytes and ignores the request's Range.
void answer_text(httplib::Response& response, int status, const std::string& content_type, std::string body);

/// The same for text that several answers share. Gives up a client that takes longer than that.
void answer_shared(httplib::Response& response, const std::string& content_type,
                   std::shared_ptr<const std::string> body, std::chrono::seconds limit);

/// `{"message": …}`.
void answer_message(httplib::Response& response, int status, const std::string& message);

/// Streams a file: all of it with 200, or a single requested range with 206 (RFC 9110, 14.2), unless the
/// range is for another version (If-Range); with ETag and Last-Modified.
/// @throws Refusal(416) for a range outside the file, and for several ranges
void answer_file(const httplib::Request& request, httplib::Response& response,
                 const std::string& content_type, File file);

}  // namespace poap::stub
