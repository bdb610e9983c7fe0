#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace poap::stub {

/// Names and their texts, as the inventory gives them.
using Values = std::map<std::string, std::string, std::less<>>;

/// A template that is not in the language, or names what it is not given: `line N: what`.
class TemplateError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Renders the part of Jinja2 that the lab's templates use: `{{ name }}`, white space inside the braces or
/// none. As Jinja2 does, it makes line ends `\n` and drops one at the end of the template. Everything else of
/// Jinja2, and braces that do not pair, is a TemplateError: half a configuration is worse than none.
std::string render(std::string_view text, const Values& values);

}  // namespace poap::stub
