"""The fleet's switches: each is an agent in POAP with its own serial number and bootflash."""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass

import places
from link import SERVER, on
from provision import environment

PORT = "5000"
IMAGE = "nxos.10.3.5.bin"
MEGABYTE = 1_000_000


def image_of(megabytes):
    """Makes the served image."""
    with open(places.SERVED / IMAGE, "wb") as image:
        for offset in range(megabytes):
            image.write(f"{offset:16d}".encode() * (MEGABYTE // 16))


def serial(number):
    return f"FLEET{number:06}"


@dataclass
class Switch:
    serial: str
    agent: subprocess.Popen
    log: object
    began: float
    ended: float = None

    @property
    def seconds(self):
        return self.ended - self.began


class Fleet:
    def __init__(self, count, name):
        self.count = count
        self.folder = places.GROUND / name
        self.logs = places.LOGS / name
        self.switches = []
        self.began = 0

    def power_on(self, seconds, randomness):
        """Starts all agents, at random times within so many seconds."""
        self.logs.mkdir()
        self.began = time.monotonic()
        for number, moment in enumerate(sorted(randomness.uniform(0, seconds) for _ in range(self.count))):
            time.sleep(max(0, self.began + moment - time.monotonic()))
            self.switches.append(self._start(number))
            self._collect()

    def _start(self, number):
        bootflash = self.folder / str(number)
        bootflash.mkdir(parents=True)
        command = [*on(f"switch{number}"), places.AGENT, "run", "--server", SERVER, "--port", PORT, "--bootflash",
                   bootflash, "--vsh", places.INSTANT_VSH, "--vrf", "none", "--no-syslog"]
        variables = environment(self.folder / f"calls{number}") | {"POAP_PHASE": "Power",
                                                                   "POAP_SERIAL": serial(number)}
        log = self.logs / serial(number)
        with open(log, "wb") as output:
            agent = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=output)
        return Switch(serial(number), agent, log, time.monotonic())

    def _collect(self):
        for switch in self.switches:
            if switch.ended is None and switch.agent.poll() is not None:
                switch.ended = time.monotonic()

    def wait(self, most_seconds):
        """Until all agents have ended. Those that run longer are killed."""
        while any(switch.ended is None for switch in self.switches):
            if time.monotonic() - self.began > most_seconds:
                for switch in self.switches:
                    switch.agent.kill()
            time.sleep(0.02)
            self._collect()

    @property
    def provisioned(self):
        return sum(switch.agent.returncode == 0 for switch in self.switches)

    @property
    def seconds(self):
        return max(switch.ended for switch in self.switches) - self.switches[0].began

    def durations(self):
        return [switch.seconds for switch in self.switches]

    def slowest(self):
        return max(self.switches, key=lambda switch: switch.seconds)

    def retries(self):
        """Of each switch, by serial number."""
        return {switch.serial: len(re.findall("; trying again in ", switch.log.read_text()))
                for switch in self.switches}

    def report_failures(self, say):
        for switch in self.switches:
            if switch.agent.returncode != 0:
                say(f"{switch.serial} ended with {switch.agent.returncode}:\n{switch.log.read_text()}")

    def remove(self):
        shutil.rmtree(self.folder)
