#pragma once

#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "folder.hpp"
#include "template_worker.hpp"
#include "turns.hpp"
#include "variables.hpp"

namespace poap::stub {

/// A template that cannot be rendered: `conf_nxv.j2 line 3: cause`.
class TemplateError : public std::runtime_error {
  public:
    TemplateError(const std::string& what, bool is_costly)
        : std::runtime_error(what), is_costly_(is_costly) {}

    /// Whether it took a worker's time or memory: the template is likely to do so for other switches too.
    bool is_costly() const { return is_costly_; }

  private:
    bool is_costly_;
};

/// Renders templates of the folder with Jinja2. It does so in a process of its own, which has limited rights,
/// memory and time, and is replaced if it fails. Thread-safe; renders one at a time.
class Templates {
  public:
    explicit Templates(const Folder& folder, const WorkerTimes& times = {})
        : folder_(folder), times_(times) {}

    /// @param name the file, or its path below the folder
    /// @param owner of the variables, for errors: `the switch at line 3 of the inventory`
    /// @throws TemplateError, also for a variable that is used but missing; std::runtime_error if Python or
    /// Jinja2 is missing, and soon after a stop is requested
    std::string render(const std::string& name, const Variables& variables, const std::string& owner,
                       const std::stop_token& stop);

  private:
    std::string ask(const std::string& name, const Variables& variables, const std::string& owner,
                    const std::stop_token& stop);
    nlohmann::ordered_json load(const std::string& name) const;

    const Folder& folder_;
    WorkerTimes times_;
    Turns turns_;
    std::optional<TemplateWorker> worker_;  ///< started when first needed
};

}  // namespace poap::stub
