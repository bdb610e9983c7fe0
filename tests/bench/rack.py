"""A rack after a power failure: its switches start before the POAP server."""

import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import places
from link import ip
from provision import TEMPLATE, environment, stub_command

# On the loopback of the bench's own network namespace, where no port is in use.
PORT = "5000"
MOST_SECONDS = 400


@dataclass(frozen=True)
class Rack:
    agents: int
    gone_seconds: float
    provisioned: int
    median_seconds: float  # from the server's start to an agent's end
    last_seconds: float  # from the server's start to the last agent's end
    most_in_a_second: int  # registrations that the server answered


def serial(number):
    return f"RACK{number:07}"


def write_inventory(agents):
    (places.SERVED / "conf_nxv.j2").write_text(TEMPLATE)
    switches = "".join(f'  - id: {serial(number)}\n    system_image: ""\n    kickstart_image: ""\n'
                       for number in range(agents))
    inventory = places.GROUND / "rack.yml"
    inventory.write_text(f"pod:\n  protocol: http\nswitches:\n{switches}")
    return inventory


def start_agent(number):
    """Starts an agent in POAP, where it keeps retrying, with its own serial number and bootflash."""
    bootflash = places.GROUND / "rack" / str(number)
    bootflash.mkdir(parents=True)
    command = [places.AGENT, "run", "--server", "127.0.0.1", "--port", PORT, "--bootflash", bootflash, "--vsh",
               places.INSTANT_VSH, "--vrf", "none", "--no-syslog"]
    variables = environment(places.GROUND / "rack" / f"calls{number}") | {
        "POAP_PHASE": "Power", "POAP_SERIAL": serial(number)}
    with open(places.LOGS / f"rack{number}", "wb") as log:
        return subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=log)


def note_registrations(stub, times):
    for line in stub.stderr:
        if "PUT" in line:
            times.append(time.monotonic())


def wait_for(agents, began):
    """The times in seconds after which the successfully provisioned agents ended."""
    left, ends = list(agents), []
    while left and time.monotonic() - began < MOST_SECONDS:
        time.sleep(0.05)
        ended = [agent for agent in left if agent.poll() is not None]
        ends += [time.monotonic() - began for agent in ended if agent.returncode == 0]
        left = [agent for agent in left if agent not in ended]
    for agent in left:
        agent.kill()
        agent.wait()
    return ends


def say_failures(agents):
    for number, agent in enumerate(agents):
        if agent.returncode != 0:
            log = (places.LOGS / f"rack{number}").read_text()
            print(f"bench: agent {number} ended with {agent.returncode}:\n{log}", file=sys.stderr, flush=True)


def most_in_a_second(times):
    return max((sum(1 for other in times if time <= other < time + 1) for time in times), default=0)


def measure_rack(count, gone_seconds):
    """All agents start at once. The server starts gone_seconds later."""
    ip("link", "set", "lo", "up")
    inventory = write_inventory(count)
    agents = [start_agent(number) for number in range(count)]
    time.sleep(gone_seconds)
    command = stub_command(inventory, f"127.0.0.1:{PORT}")
    times = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as stub:
        reader = threading.Thread(target=note_registrations, args=(stub, times))
        reader.start()
        ends = wait_for(agents, time.monotonic())
        stub.kill()
        reader.join()
    say_failures(agents)
    return Rack(count, gone_seconds, len(ends), statistics.median(ends or [0]), max(ends, default=0),
                most_in_a_second(times))
