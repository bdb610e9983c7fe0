"""Measures downloads and agent runs, and prints Markdown tables; started by scripts/bench as root."""

import argparse
import os
import platform
import sys

import clients
import places
import provision
import rack
import servers
import ssh
import tables
from link import SERVER, LinkSpec, link, make_hosts
from measure import make_image, measure

ROUND_TRIPS_MS = [0.1, 1, 5, 20]
LOSSES_PERCENT = [0, 0.1, 1]
USUAL = LinkSpec(1, 0)
QUICK = [USUAL, LinkSpec(1, 1)]
IMAGE = 256_000_000  # bytes
LARGE_IMAGE = 2_300_000_000
LARGE_SECONDS = 600
SSH_SECONDS = 60
DISK_IMAGE = 1_000_000_000
QUICK_DISK_IMAGE = 100_000_000
PASSES = 20
RACK = (500, 20)  # number of agents, seconds until their server starts
QUICK_RACK = (50, 8)
LOOPBACK = "127.0.0.1"
PARTS = ["rates", "ssh", "large", "image", "pass", "rack"]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=(
        "Downloads a file with several clients from several servers over links with different round trips and loss, "
        "a file over SSH, and a large file from each server. Times agent runs with and without an image, and starts a "
        "rack of agents before their server. Prints Markdown tables on standard output and progress on standard error. "
        "Needs root. A full run takes about 20 minutes."))
    parser.add_argument("--quick", action="store_true",
                        help="one run, only links of 1 ms, no large file: about 2 minutes")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="number of runs for each median (default 3)")
    parser.add_argument("--seconds", type=float, default=3, metavar="S",
                        help="time after which a transfer is stopped and its rate so far counts; half of that if "
                        "client or server do not support windows (default 3)")
    parser.add_argument("--parts", type=names_of(PARTS), metavar="NAME,...",
                        help=f"any of {', '.join(PARTS)} (default: all)")
    known = [server.name for server in servers.SERVERS]
    parser.add_argument("--servers", type=names_of(known), default=known, metavar="NAME,...",
                        help=f"any of {', '.join(known)} (default: all)")
    known = [client.name for client in clients.CLIENTS]
    parser.add_argument("--clients", type=names_of(known), default=known, metavar="NAME,...",
                        help=f"any of {', '.join(known)} (default: all)")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs = 1
    arguments.parts = arguments.parts or [part for part in PARTS if part != "large" or not arguments.quick]
    return arguments


def names_of(known):
    def parse(text):
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"'{unknown[0]}' is not one of {', '.join(known)}")
        return names
    return parse


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def machine():
    with open("/proc/cpuinfo", encoding="ascii") as cpus:
        model = next((line.split(":")[1].strip() for line in cpus if line.startswith("model name")), "unknown")
    with open("/proc/sys/net/ipv4/tcp_congestion_control", encoding="ascii") as file:
        congestion_control = file.read().strip()
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}, TCP with {congestion_control}"


def pairs(arguments):
    """Each client with each server, and TCP with itself."""
    yield clients.TCP, servers.TCP
    for server in named(servers.SERVERS, arguments.servers):
        for client in named(clients.CLIENTS, arguments.clients):
            yield client, server


def named(known, names):
    return [one for one in known if one.name in names]


def most_seconds(client, server, seconds):
    """Without windows and loss, the rate is constant from the first block on, so half the time is enough."""
    return seconds if client.windows and server.windows else seconds / 2


def measure_link(spec, run, arguments, results):
    with link(spec, seed=run):
        for client, server in pairs(arguments):
            with servers.running(server, SERVER):
                measurement = measure(client, SERVER, "client", most_seconds(client, server, arguments.seconds))
            say(f"{spec.round_trip_ms:g} ms, {spec.loss_percent:g} % loss, run {run}: {client.name} ← {server.name}: "
                f"{measurement.rate:.2f} MB/s, {measurement.outcome}")
            results.add(spec, client.name, server.name, measurement)


def measure_rates(arguments):
    links = QUICK if arguments.quick else [LinkSpec(ms, loss) for loss in LOSSES_PERCENT for ms in ROUND_TRIPS_MS]
    make_image(IMAGE)
    results = tables.Results()
    for run in range(1, arguments.runs + 1):
        for spec in links:
            measure_link(spec, run, arguments, results)
    for loss in results.losses():
        print(results.rates(loss), end="")
        print(results.ratios(loss), end="")
    print(results.costs(USUAL), end="")


def measure_ssh(size, runs):
    """Whole downloads over a link of 1 ms."""
    make_image(size)
    ssh.prepare()
    results = tables.Results()
    for run in range(1, runs + 1):
        with link(USUAL, seed=run):
            for client in ssh.CLIENTS:
                with servers.running(ssh.SERVER, SERVER):
                    measurement = measure(client, SERVER, "client", SSH_SECONDS)
                say(f"SSH, run {run}: {client.name}: {measurement.rate:.2f} MB/s, {measurement.outcome}")
                results.add(USUAL, client.name, ssh.SERVER.name, measurement)
    print(results.rates(0), end="")
    print(results.ratios(0), end="")
    print(results.costs(USUAL), end="")


def measure_large(chosen):
    """Over loopback, where servers without windows are fast too."""
    make_image(LARGE_IMAGE)
    measurements = {}
    for server in chosen:
        with servers.running(server, LOOPBACK):
            measurements[server.name] = measure(clients.THIS_ONE_IN_BLOCKS, LOOPBACK, "server", LARGE_SECONDS)
        say(f"{LARGE_IMAGE} bytes from {server.name}: {measurements[server.name].outcome}")
    print(tables.wholes(measurements), end="")


def measure_images(size):
    """From the stub over loopback to the disk."""
    make_image(size)
    measurements = {}
    for protocol in ("http", "tftp"):
        fetched, found = provision.measure_image(protocol, LARGE_SECONDS)
        measurements[f"over {protocol.upper()}"] = fetched
        measurements["image already there: read and hashed"] = found
        say(f"image of {size} bytes over {protocol.upper()}: {fetched.outcome} in {fetched.seconds:.2f} s, "
            f"read and hashed in {found.seconds:.2f} s")
    print(tables.images(measurements), end="")


def main():
    arguments = parse_arguments()
    places.require_programs()
    places.SERVED.mkdir()
    places.LOGS.mkdir()
    make_hosts()
    print(f"{machine()}; medians of {arguments.runs}, cut after {arguments.seconds:g} s, {IMAGE / 1e6:g} MB\n")
    if "rates" in arguments.parts:
        measure_rates(arguments)
    if "ssh" in arguments.parts:
        measure_ssh(QUICK_DISK_IMAGE if arguments.quick else IMAGE, arguments.runs)
    if "large" in arguments.parts:
        measure_large(named(servers.SERVERS, arguments.servers))
    if "image" in arguments.parts:
        measure_images(QUICK_DISK_IMAGE if arguments.quick else DISK_IMAGE)
    if "pass" in arguments.parts:
        print(tables.passes(provision.measure_pass(PASSES)), end="")
    if "rack" in arguments.parts:
        print(tables.racks(rack.measure_rack(*(QUICK_RACK if arguments.quick else RACK))), end="")


if __name__ == "__main__":
    main()
