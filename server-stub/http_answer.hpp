#pragma once

#include <httplib.h>

#include <string>

#include "folder.hpp"

// How answers are sent. The library would cut any body to the request's Range, error messages included,
// counts a range past the end of a file wrongly, and compresses text, of which a digest would be another: so
// every body goes out through a content provider, which it sends as it is, with headers set here.

namespace poap::stub {

/// Sends these bytes, whatever Range the request had.
void answer_text(httplib::Response& response, int status, const std::string& content_type, std::string body);

/// `{"message": …}`.
void answer_message(httplib::Response& response, int status, const std::string& message);

/// Streams a file: all of it with 200, or the one range asked for with 206 (RFC 9110, 14.2), unless it is for
/// another version (If-Range); with ETag and Last-Modified. Throws Refusal(416) for a range outside the file
/// and for several ranges at once.
void answer_file(const httplib::Request& request, httplib::Response& response,
                 const std::string& content_type, File file);

}  // namespace poap::stub
