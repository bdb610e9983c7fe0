"""The agent's own time: a pass without an image against the stub, with a CLI that answers at once."""

import os
import statistics
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

import places
from link import on

SERIAL = "FDO24161XKB"
MAC = "700f.6a91.03c0"
INVENTORY = f"""pod:
  protocol: http
switches:
  - id: {SERIAL}
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
    command = [*on("server"), places.STUB, "--inventory", inventory, "--templates", templates, "--listen", "127.0.0.1:0"]
    with open(places.LOGS / "provision", "wb") as log, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as stub:
        try:
            yield stub.stdout.readline().strip().rpartition(":")[2]
        finally:
            stub.kill()


def timed(command, environment):
    began = time.monotonic()
    done = subprocess.run([*on("server"), *command], env=environment, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} ended with {done.returncode}: {done.stderr}")
    return seconds


def new_switch(folder):
    """What a pass on it needs in the environment."""
    bootflash = folder / "bootflash"
    bootflash.mkdir(parents=True)
    environment = {"PATH": "/usr/bin:/bin", "NEXUS_STATE": str(folder / "state"), "NEXUS_BOOTFLASH": str(bootflash),
                   "POAP_PHASE": "Power"}
    subprocess.run([places.VSH, "--new-switch", environment["NEXUS_STATE"], "--serial", SERIAL, "--mac", MAC,
                    "--image", "nxos.9.3.10.bin", "--poap"], env=environment, check=True)
    return environment


def measure_pass(runs):
    """Each by turns, so that what else the machine does falls on both."""
    passes, yardstick, calls = [], [], 0
    with stub_running() as port:
        for run in range(runs):
            folder = places.GROUND / f"switch{run}"
            environment = new_switch(folder)
            command = [places.AGENT, "run", "--server", "127.0.0.1", "--port", port, "--vsh", places.VSH, "--bootflash",
                       environment["NEXUS_BOOTFLASH"], "--vrf", "none", "--no-syslog"]
            passes.append(timed(command, environment))
            yardstick.append(timed(YARDSTICK, dict(os.environ)))
            calls = len((folder / "state/calls").read_text().splitlines())
    return Pass(statistics.median(passes), statistics.median(yardstick), calls)
