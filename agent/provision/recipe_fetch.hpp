#pragma once

#include <optional>

#include "base/identity.hpp"
#include "plan/device_recipe.hpp"
#include "provision/context.hpp"

namespace poap {

/// Downloads and verifies the switch's recipe: `<serial>/<serial>.yaml` below `install_path`, or `.yml`.
/// None, with a warning, if the file server has neither.
/// @throws Error (Transfer) for any other answer, or none; (Digest); (Usage) if it is invalid; (Interrupted)
std::optional<DeviceRecipe> fetch_recipe(const RecipeSource& source, const Serial& serial,
                                         const Context& context);

}  // namespace poap
