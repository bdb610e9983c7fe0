#include "templates.hpp"

#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_template = 4 << 20;

}  // namespace

nlohmann::ordered_json Templates::load(const std::string& name) const {
    try {
        const auto text = folder_.read_below(name, most_template);
        if (!text) return nlohmann::ordered_json::object();
        if (is_utf8(*text)) return {{"text", *text}};
        return {{"fault", printable(name, 200) + " is not UTF-8 text"}};
    } catch (const std::exception& error) {
        return {{"fault", error.what()}};
    }
}

std::string Templates::ask(const std::string& name, const Variables& variables, const std::string& owner,
                           const std::stop_token& stop) {
    if (!worker_ || !worker_->is_running()) worker_.emplace(times_);
    worker_->send({{"template", name}, {"variables", variables}, {"owner", owner}}, stop);
    for (;;) {
        const auto message = worker_->receive(stop);
        if (message.contains("load")) {
            worker_->send(load(message["load"].get<std::string>()), stop);
            continue;
        }
        if (message.contains("text")) return message["text"].get<std::string>();
        const std::string fault = message.value("fault", name + ": no answer from the worker");
        const bool is_worn = message.value("is_worn", true);
        if (is_worn) worker_.reset();
        throw TemplateError(fault, is_worn);
    }
}

std::string Templates::render(const std::string& name, const Variables& variables, const std::string& owner,
                              const std::stop_token& stop) {
    const Turns::Turn turn(turns_, stop);
    try {
        return ask(name, variables, owner, stop);
    } catch (const TemplateError&) {
        throw;
    } catch (const std::exception& error) {
        const bool had_started = worker_.has_value();
        worker_.reset();
        if (!had_started) throw;
        throw TemplateError(concat(name, ": rendering ", error.what()), true);
    }
}

}  // namespace poap::stub
