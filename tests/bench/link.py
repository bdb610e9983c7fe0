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


def make_switches(count):
    """Hosts 'switch0', … behind the host 'client': each has an address of its own, as servers limit what one gets."""
    ip("-n", "client", "link", "add", "rack", "type", "bridge")
    ip("-n", "client", "address", "add", "10.98.0.1/16", "dev", "rack")
    ip("-n", "client", "link", "set", "rack", "up")
    subprocess.run([*on("client"), "/sbin/sysctl", "-qw", "net.ipv4.ip_forward=1"], check=True)
    ip("-n", "server", "route", "add", "10.98.0.0/16", "via", ADDRESSES["client"].partition("/")[0], "dev", DEVICE)
    ip("-n", "client", "route", "replace", f"{SERVER}/32", "dev", DEVICE)
    for number in range(count):
        host, port = f"switch{number}", f"port{number}"
        ip("netns", "add", host)
        ip("-n", "client", "link", "add", port, "type", "veth", "peer", "name", "mgmt0", "netns", host)
        ip("-n", "client", "link", "set", port, "master", "rack", "up")
        ip("-n", host, "address", "add", f"10.98.{1 + number // 250}.{1 + number % 250}/16", "dev", "mgmt0")
        ip("-n", host, "link", "set", "mgmt0", "up")
        ip("-n", host, "route", "add", "default", "via", "10.98.0.1")


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
