#pragma once

#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include "folder.hpp"
#include "template_worker.hpp"
#include "variables.hpp"

namespace poap::stub {

/// A template that cannot be rendered: `conf_nxv.j2 line 3: cause`.
class TemplateError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Renders templates of the folder with Jinja2. It does so in a process of its own, which has no rights and
/// limited memory and time, and is replaced if it fails. Thread-safe; renders one at a time.
class Templates {
  public:
    explicit Templates(const Folder& folder, const WorkerTimes& times = {})
        : folder_(folder), times_(times) {}

    /// @param name the file, or its path below the folder
    /// @param owner of the variables, for errors: `the switch at line 3 of the inventory`
    /// @throws TemplateError, also for a variable that is used but missing; std::runtime_error if Python or
    /// Jinja2 is missing
    std::string render(const std::string& name, const Variables& variables, const std::string& owner);

  private:
    std::string ask(const std::string& name, const Variables& variables, const std::string& owner);
    nlohmann::ordered_json load(const std::string& name) const;

    const Folder& folder_;
    WorkerTimes times_;
    std::mutex rendering_;
    std::optional<TemplateWorker> worker_;  ///< started when first needed
};

}  // namespace poap::stub
