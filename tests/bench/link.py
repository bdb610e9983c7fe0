"""Two hosts, 'client' and 'server', each in its own network namespace, and the link between them."""

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass

import places

SERVER = "10.99.0.1"
ADDRESSES = {"client": "10.99.0.2/24", "server": f"{SERVER}/24"}
DEVICE = "wan0"


@dataclass(frozen=True, order=True)
class LinkSpec:
    round_trip_ms: float
    loss_percent: float


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def on(host):
    """The command prefix that runs a command on that host."""
    return ["nsenter", f"--net=/run/netns/{host}", "--"]


def make_hosts():
    for host, address in ADDRESSES.items():
        ip("netns", "add", host)
        ip("-n", host, "link", "set", "lo", "up")
        ip("-n", host, "tuntap", "add", "dev", DEVICE, "mode", "tun")
        ip("-n", host, "address", "add", address, "dev", DEVICE)
        # Longer than the link's own queue, so that only the link drops packets.
        ip("-n", host, "link", "set", DEVICE, "txqueuelen", "5000", "up")


@contextmanager
def link(spec, seed):
    """Runs the link while the context lasts."""
    delay = round(spec.round_trip_ms * 1000 / 2)
    command = [places.WANLINK, "--delay-us", str(delay), "--loss-percent", str(spec.loss_percent),
               "--seed", str(seed), DEVICE, *ADDRESSES]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout.readline() != b"ready\n":
                raise SystemExit("bench: the link does not start")
            yield
        finally:
            process.kill()
