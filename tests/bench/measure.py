"""One transfer, measured."""

import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass

import places
from link import on

PEAK_EVERY = 0.05  # seconds
MARK_EVERY = 65536  # bytes


@dataclass(frozen=True)
class Measurement:
    outcome: str  # 'whole', 'cut' (time is up), 'failed' (incomplete) or 'wrong' (different bytes)
    bytes: int
    seconds: float
    cpu_seconds: float  # user and system time of the client only
    peak_kb: int  # resident memory

    @property
    def rate(self):
        """In MB/s."""
        return self.bytes / self.seconds / 1e6

    @property
    def cpu_per_gb(self):
        """In seconds."""
        return self.cpu_seconds / self.bytes * 1e9 if self.bytes else float("nan")


def make_image(size):
    """Makes a sparse file with its offset written every 64 KiB."""
    with open(places.SERVED / "image", "wb") as image:
        for offset in range(0, size, MARK_EVERY):
            image.seek(offset)
            image.write(f"{offset:16d}".encode())
        image.truncate(size)


def peak_memory(pid):
    """The peak memory of the program that the process runs now, in KB; 0 if it has ended."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)


def size_of(file):
    return file.stat().st_size if file.exists() else 0


def is_as_served(file):
    return subprocess.run(["cmp", "--silent", file, places.SERVED / "image"], check=False).returncode == 0


def reap(child, ended):
    """Stops the child if it is still running, and returns its resource usage."""
    if not ended.poll(0):
        child.send_signal(signal.SIGTERM)
        if not ended.poll(1000):
            child.kill()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage


def measure(client, address, host, most_seconds):
    """Runs the client on that host until it ends or its time is up."""
    places.FETCHED.unlink(missing_ok=True)
    return watch([*on(host), *client.command(address)], client.name, places.FETCHED, most_seconds)


def watch(command, name, fetched, most_seconds, environment=None):
    """Runs a command until it has downloaded its file or its time is up. name is its log file."""
    began = time.monotonic()
    with open(places.LOGS / name, "ab") as log:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    ended = select.poll()
    pidfd = os.pidfd_open(child.pid)
    ended.register(pidfd, select.POLLIN)
    peak = 0
    while not ended.poll(PEAK_EVERY * 1000) and time.monotonic() - began < most_seconds:
        peak = peak_memory(child.pid) or peak
    seconds = time.monotonic() - began
    cut = not ended.poll(0)
    size = size_of(fetched)
    usage = reap(child, ended)
    os.close(pidfd)
    if cut:
        outcome = "cut"
    elif size != (places.SERVED / "image").stat().st_size:
        outcome = "failed"
    else:
        outcome = "whole" if is_as_served(fetched) else "wrong"
    return Measurement(outcome, size, seconds, usage.ru_utime + usage.ru_stime, peak)
