"""The agent's own time: a pass without an image against the stub, with a CLI that answers at once."""

import os
import statistics
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

import places
from link import ip


# Of the switch that instant_vsh.cpp tells of.
INVENTORY = """pod:
  protocol: http
switches:
  - id: 9QZT04MKL1X
    system_image: ""
    kickstart_image: ""
"""
TEMPLATE = "hostname leaf1\nusername admin password 5 $5$x role network-admin\n"
YARDSTICK = ["/usr/bin/python3", "-c", "import urllib.request, json"]


@dataclass(frozen=True)
class Pass:
    seconds: float  # medians, both
    yardstick_seconds: float
    cli_calls: int


@contextmanager
def stub_running():
    """Its port, chosen by the kernel, while the context lasts."""
    templates = places.GROUND / "templates"
    templates.mkdir()
    (templates / "conf_nxv.j2").write_text(TEMPLATE)
    inventory = places.GROUND / "provision.yml"
    inventory.write_text(INVENTORY)
    command = [places.STUB, "--inventory", inventory, "--templates", templates, "--listen", "127.0.0.1:0"]
    with open(places.LOGS / "provision", "wb") as log, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as stub:
        try:
            yield stub.stdout.readline().strip().rpartition(":")[2]
        finally:
            stub.kill()


def timed(command, environment):
    began = time.monotonic()
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} ended with {done.returncode}: {done.stderr}")
    return seconds


def measure_pass(runs):
    """Each by turns, so that what else the machine does falls on both."""
    ip("link", "set", "lo", "up")
    passes, yardstick, calls = [], [], 0
    with stub_running() as port:
        for run in range(runs):
            bootflash = places.GROUND / f"bootflash{run}"
            bootflash.mkdir()
            called = places.GROUND / f"calls{run}"
            command = [places.AGENT, "run", "--force", "--server", "127.0.0.1", "--port", port, "--bootflash", bootflash,
                       "--vsh", places.INSTANT_VSH, "--vrf", "none", "--no-syslog"]
            passes.append(timed(command, {"PATH": "/usr/bin:/bin", "CALLS": str(called)}))
            yardstick.append(timed(YARDSTICK, dict(os.environ)))
            calls = called.stat().st_size
    return Pass(statistics.median(passes), statistics.median(yardstick), calls)
