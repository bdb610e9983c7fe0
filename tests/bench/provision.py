"""Runs the agent against the stub, with a CLI that answers immediately."""

import os
import shutil
import statistics
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

import places
from link import ip
from measure import watch


# For the switch in instant_vsh.cpp.
INVENTORY = """pod:
  protocol: http
  image_protocol: {protocol}
switches:
  - id: 9QZT04MKL1X
    system_image: "{image}"
    kickstart_image: ""
"""
TEMPLATE = "hostname leaf1\nusername admin password 5 $5$x role network-admin\n"
YARDSTICK = ["/usr/bin/python3", "-c", "import urllib.request, json"]


@dataclass(frozen=True)
class Pass:
    seconds: float  # median
    yardstick_seconds: float  # median
    cli_calls: int


def stub_command(inventory, http, tftp="127.0.0.1:0"):
    return [places.STUB, "--inventory", inventory, "--templates", places.SERVED, "--listen", http, "--tftp", tftp]


@contextmanager
def stub_running(image="", protocol="http"):
    """Runs the stub while the context lasts. Yields its kernel-chosen port once it has the image's digests."""
    (places.SERVED / "conf_nxv.j2").write_text(TEMPLATE)
    inventory = places.GROUND / "provision.yml"
    inventory.write_text(INVENTORY.format(image=image, protocol=protocol))
    with open(places.LOGS / "provision", "wb") as log, subprocess.Popen(
            stub_command(inventory, "127.0.0.1:0"), stdout=subprocess.PIPE, stderr=log, text=True) as stub:
        try:
            port = stub.stdout.readline().strip().rpartition(":")[2]
            while image and not (places.SERVED / f"{image}.md5").exists():
                time.sleep(0.01)
            yield port
        finally:
            stub.kill()


def agent(port, bootflash):
    return [places.AGENT, "run", "--force", "--server", "127.0.0.1", "--port", port, "--bootflash", bootflash,
            "--vsh", places.INSTANT_VSH, "--vrf", "none", "--no-syslog"]


def environment(calls):
    return {"PATH": "/usr/bin:/bin", "CALLS": str(calls)}


def timed(command, variables):
    began = time.monotonic()
    done = subprocess.run(command, env=variables, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} ended with {done.returncode}: {done.stderr}")
    return seconds


def measure_pass(runs):
    """Alternates between both programs, so that other load on the machine affects both."""
    ip("link", "set", "lo", "up")
    passes, yardstick, calls = [], [], 0
    with stub_running() as port:
        for run in range(runs):
            bootflash = places.GROUND / f"bootflash{run}"
            bootflash.mkdir()
            called = places.GROUND / f"calls{run}"
            passes.append(timed(agent(port, bootflash), environment(called)))
            yardstick.append(timed(YARDSTICK, dict(os.environ)))
            calls = called.stat().st_size
    return Pass(statistics.median(passes), statistics.median(yardstick), calls)


@contextmanager
def bootflash_on_disk():
    shutil.rmtree(places.DISK, ignore_errors=True)  # from a bench that was killed
    places.DISK.mkdir()
    try:
        yield places.DISK
    finally:
        shutil.rmtree(places.DISK)


def measure_image(protocol, most_seconds):
    """A run that downloads the image to disk, and a second one that finds it there, reads it and hashes it."""
    ip("link", "set", "lo", "up")
    with stub_running("image", protocol) as port, bootflash_on_disk() as bootflash:
        def run(name):
            return watch(agent(port, bootflash), name, bootflash / "image", most_seconds,
                         environment(places.GROUND / "calls"))
        return run(f"image-{protocol}"), run(f"image-{protocol}-again")
