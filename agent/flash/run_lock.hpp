#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// The lock that says an agent is at work on this bootflash: flock(2) on `.poap-agent.lock` there, a file
/// that only this user can open, so that nobody else can block a run. Whatever else has the name makes way.
/// It ends with the object, which removes the file; of an agent that was killed, with the last CLI that it
/// started, and the file stays, which blocks nobody.
class RunLock {
  public:
    /// @throws Error (Busy) when another agent, or a CLI of one that was killed, has it; (Switch, NoSpace)
    explicit RunLock(const Bootflash& bootflash);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    /// What a program must inherit that is to have the lock as well.
    int fd() const { return file_.get(); }

  private:
    std::optional<Descriptor> try_once() const;

    const Bootflash& bootflash_;
    Descriptor file_;
};

}  // namespace poap
