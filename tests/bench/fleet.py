"""Many switches that are powered on within seconds, one POAP server, and its page; started by scripts/fleet."""

import argparse
import random
import re
import statistics
import sys
import threading
import time
from collections import Counter

import places
import tables
from link import LinkSpec, SERVER, ip, link, make_hosts, make_switches
from fleet_agents import IMAGE, Fleet, image_of
from fleet_servers import Balanced, Busy, Page, Stub

POWER_ON_SECONDS = 10
EVENT_SECONDS = 8  # after the first switch is powered on
RESTART_SECONDS = 3
BUSY_SECONDS = 20
MOST_SECONDS = 600
BAR_CHARACTERS = 60


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/fleet", description=(
        "Provisions N emulated switches from one poap-server-stub over an emulated link of 1 Gbit/s, in network "
        "namespaces. They are powered on within 10 s, at random times. Prints Markdown tables and a histogram of "
        "requests on standard output and progress on standard error. Needs root."))
    parser.add_argument("count", type=positive, metavar="N", help="number of switches, for example 500")
    parser.add_argument("--scenarios", type=names_of(SCENARIOS), metavar="NAME,...", default=list(SCENARIOS),
                        help="; ".join(f"{name}: {what}" for name, (what, _, _) in SCENARIOS.items()))
    parser.add_argument("--image-mb", type=int, default=4, metavar="MB", help="size of the image (default 4)")
    parser.add_argument("--protocol", choices=["tftp", "http"], default="tftp", help="for the image (default tftp)")
    parser.add_argument("--page", action="store_true",
                        help="open the page in Chromium; otherwise a program asks for what it shows once a second")
    return parser.parse_args()


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def names_of(known):
    def parse(text):
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"'{unknown[0]}' is not one of {', '.join(known)}")
        return names
    return parse


def undisturbed(_):
    pass


def restart(server):
    time.sleep(EVENT_SECONDS)
    server.kill()
    time.sleep(RESTART_SECONDS)
    server.start()


def busy(server):
    """Like a load balancer whose only server is down."""
    time.sleep(EVENT_SECONDS)
    server.kill()
    with Busy():
        time.sleep(BUSY_SECONDS)
    server.start()


def kill_one(server):
    time.sleep(EVENT_SECONDS)
    server.kill_one()


# Name: what it is, packets lost in percent, what happens to the server meanwhile.
SCENARIOS = {
    "plain": ("nothing happens", 0, undisturbed),
    "restart": ("the server is killed, and started again after 3 s", 0, restart),
    "busy": ("the server answers 503 for 20 s, without TFTP", 0, busy),
    "loss": ("the network loses 1 % of all packets", 1, undisturbed),
    "balanced": ("two servers behind nginx with a cache, one is killed", 0, kill_one),
}


def say(text):
    print(f"fleet: {text}", file=sys.stderr, flush=True)


def run(name, arguments):
    """One table of the scenario."""
    what, loss_percent, meanwhile = SCENARIOS[name]
    say(f"{arguments.count} switches: {what}")
    server = (Balanced if name == "balanced" else Stub)(arguments.count, arguments.protocol)
    fleet = Fleet(arguments.count, name)
    with link(LinkSpec(1, loss_percent), seed=1), server, Page(arguments.page) as page:
        events = threading.Thread(target=meanwhile, args=(server,), daemon=True)
        events.start()
        fleet.power_on(POWER_ON_SECONDS, random.Random(1))
        fleet.wait(MOST_SECONDS)
        events.join()
        shown = page.close()
    fleet.report_failures(say)
    print(table_of(f"{arguments.count} switches: {what}", fleet, server, shown))
    print(histogram(server.requests, fleet.began), flush=True)
    fleet.remove()
    return fleet.provisioned == arguments.count


def table_of(title, fleet, server, shown):
    slowest = fleet.slowest()
    retries = fleet.retries()
    requests = per_second(server.requests, fleet.began)
    rows = [
        ["provisioned", str(fleet.provisioned)],
        ["first power-on to the last end, s", tables.number(fleet.seconds)],
        ["power-on to end, median, s", tables.number(statistics.median(fleet.durations()))],
        ["power-on to end, slowest, s", f"{tables.number(slowest.seconds)} ({slowest.serial}, "
                                        f"{retries[slowest.serial]} retries)"],
        ["retries of all switches; most of one", f"{sum(retries.values())}; {max(retries.values())}"],
        ["server: processor time, s", tables.number(server.cpu_seconds)],
        ["server: peak memory of each process tree, MB", ", ".join(tables.number(peak * 1024 / 1e6)
                                                                   for peak in server.peaks_kib)],
        ["most requests finished in one second", str(max(requests.values(), default=0))],
        ["image downloads from the server", str(sum(1 for _, line in server.requests
                                                    if re.search(rf"(GET /images/|RRQ ){IMAGE}", line)))],
        ["page", shown],
    ]
    return tables.table([title, ""], rows)


def per_second(requests, began):
    return Counter(int(moment - began) for moment, _ in requests)


def histogram(requests, began):
    """One line a second: registrations (#), other requests (.)."""
    registrations = Counter(int(moment - began) for moment, line in requests if re.search(r" PUT /\S+ 200", line))
    counts = per_second(requests, began)
    most = max(counts.values(), default=1)
    lines = []
    for second in range(max(counts, default=0) + 1):
        marks = round(registrations[second] * BAR_CHARACTERS / most)
        others = round((counts[second] - registrations[second]) * BAR_CHARACTERS / most)
        lines.append(f"    {second:3d} s {registrations[second]:4d} {counts[second]:5d} {'#' * marks}{'.' * others}")
    return "Registrations and all requests that were finished in each second:\n\n" + "\n".join(lines) + "\n"


def main():
    arguments = parse_arguments()
    places.require(places.AGENT, places.WANLINK, places.STUB, places.INSTANT_VSH, places.UNPACKED / "nginx")
    places.SERVED.mkdir()
    places.LOGS.mkdir()
    ip("link", "set", "lo", "up")
    make_hosts()
    make_switches(arguments.count)
    image_of(arguments.image_mb)
    say(f"the server is {SERVER}")
    good = [run(name, arguments) for name in arguments.scenarios]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
