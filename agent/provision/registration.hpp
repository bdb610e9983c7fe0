#pragma once

#include "base/endpoint.hpp"
#include "base/identity.hpp"
#include "log/retries.hpp"
#include "plan/install_plan.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Registers the switch with the POAP server and gets its plan: `PUT <server>/<serial>`, form `data=<mac>`.
/// Retries if that may help.
/// @throws Error (Server) if there is no answer, a refusal, or an invalid plan
InstallPlan register_switch(Transport& transport, const HttpServer& server, const Identity& identity,
                            const Retries& retries);

}  // namespace poap
