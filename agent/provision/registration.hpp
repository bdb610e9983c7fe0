#pragma once

#include "base/endpoint.hpp"
#include "base/identity.hpp"
#include "log/retries.hpp"
#include "plan/install_plan.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Tells the POAP server which switch this is, and takes its plan: `PUT <server>/<serial>`, form
/// `data=<mac>`. Tried again where that may help.
/// @throws Error (Server) when there is no answer, a refusal, or a plan that does not hold
InstallPlan register_switch(Transport& transport, const HttpServer& server, const Identity& identity,
                            const Retries& retries);

}  // namespace poap
