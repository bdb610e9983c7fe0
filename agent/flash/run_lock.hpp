#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// Ensures that only one agent works on this bootflash: flock(2) on `.poap-agent.lock` there, a file that
/// only this user can open, so that nobody else can block a run. Anything else of that name is removed or
/// moved aside. The destructor releases the lock and removes the file. If the agent is killed, the lock ends
/// with the last CLI that it started; the file stays, but blocks nobody.
class RunLock {
  public:
    /// @throws Error (Busy) if another agent, or a CLI of a killed one, has the lock; (Switch, NoSpace)
    explicit RunLock(const Bootflash& bootflash);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    /// Descriptor to pass on to child processes, which then hold the lock too.
    int fd() const { return file_.get(); }

  private:
    std::optional<Descriptor> try_once() const;

    const Bootflash& bootflash_;
    Descriptor file_;
};

}  // namespace poap
