#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace poap::stub {

/// Names and their values from the inventory.
using Values = std::map<std::string, std::string, std::less<>>;

/// A template that is not supported: `line N: cause`.
class TemplateError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// A name without a value: `line N uses 'name'`.
class MissingValue : public TemplateError {
  public:
    using TemplateError::TemplateError;
};

/// Renders the part of Jinja2 that the lab's templates use: `{{ name }}`, with or without white space inside
/// the braces. Like Jinja2, turns line ends into `\n` and drops one at the end of the template. Any other
/// Jinja2 syntax, and unmatched braces, are a TemplateError: an incomplete configuration is worse than none.
std::string render(std::string_view text, const Values& values);

}  // namespace poap::stub
