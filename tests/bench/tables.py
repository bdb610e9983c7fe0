"""Markdown tables of the measurements."""

import statistics

import clients

OURS = clients.THIS_ONE.name


def median(measurements, value):
    return statistics.median(getattr(measurement, value) for measurement in measurements)


def number(value):
    """Three significant digits."""
    return f"{value:.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def cell(measurements, value="rate"):
    """The median, or the outcome if any of the runs failed or was wrong."""
    for outcome in ("wrong", "failed"):
        count = sum(measurement.outcome == outcome for measurement in measurements)
        if count:
            return f"{outcome} {count}/{len(measurements)}"
    return number(median(measurements, value))


class Results:
    """Measurements of each client and server on each link."""

    def __init__(self):
        self.cells = {}  # (link, client, server) -> measurements, one per run

    def add(self, spec, client, server, measurement):
        self.cells.setdefault((spec, client, server), []).append(measurement)

    def losses(self):
        return sorted({spec.loss_percent for spec, _, _ in self.cells})

    def links(self, loss):
        return sorted({spec for spec, _, _ in self.cells if spec.loss_percent == loss})

    def pairs(self):
        return list(dict.fromkeys((client, server) for _, client, server in self.cells))

    def rates(self, loss):
        """Rates in MB/s."""
        links = self.links(loss)
        return table([f"MB/s, {loss:g} % loss"] + [f"{spec.round_trip_ms:g} ms" for spec in links],
                     [[f"{client} ← {server}"] + [cell(self.cells[spec, client, server]) for spec in links]
                      for client, server in self.pairs()])

    def ratios(self, loss):
        """Ratios of the agent's rate to other clients' from the same server, and to TCP's."""
        links = self.links(loss)
        return table([f"ratio, {loss:g} % loss"] + [f"{spec.round_trip_ms:g} ms" for spec in links],
                     [[f"{OURS} ← {server} : {rival}"] + [self.ratio(spec, server, rival, source) for spec in links]
                      for server, rival, source in self.rivals()])

    def rivals(self):
        """(server, rival, the server that the rival downloads from)"""
        servers = [server for client, server in self.pairs() if client == OURS]
        return [(server, client, source) for server in servers for client, source in self.pairs()
                if client != OURS and source in (server, client)]

    def ratio(self, spec, server, rival, source):
        theirs = median(self.cells[spec, rival, source], "rate")
        return number(median(self.cells[spec, OURS, server], "rate") / theirs) if theirs else "–"

    def costs(self, spec):
        """CPU time and memory of each client on that link."""
        return table([f"{spec.round_trip_ms:g} ms, {spec.loss_percent:g} % loss", "CPU, s/GB", "peak memory, MB"],
                     [[f"{client} ← {server}", cell(measurements, "cpu_per_gb"), peak(measurements)]
                      for client, server in self.pairs()
                      for measurements in [self.cells[spec, client, server]]])


def peak(measurements):
    return number(max(measurement.peak_kb for measurement in measurements) / 1000)


def wholes(measurements):
    """Downloads of one large file, by server."""
    return table(["large file from", "result", "MB/s", "CPU, s/GB", "peak memory, MB"],
                 [[server, measurement.outcome, number(measurement.rate), number(measurement.cpu_per_gb),
                   peak([measurement])] for server, measurement in measurements.items()])


def images(measurements):
    """Runs with an image that is verified on disk, downloaded or already there."""
    return table(["run with an image", "result", "MB/s", "CPU, s/GB", "peak memory, MB"],
                 [[name, measurement.outcome, number(measurement.rate), number(measurement.cpu_per_gb),
                   peak([measurement])] for name, measurement in measurements.items()])


def racks(measured):
    return table([f"{measured.agents} agents, POAP server started after {measured.gone_seconds:g} s", ""],
                 [["agents provisioned", str(measured.provisioned)],
                  ["server start to an agent's end, median, s", number(measured.median_seconds)],
                  ["server start to the last agent's end, s", number(measured.last_seconds)],
                  ["most registrations in one second", str(measured.most_in_a_second)]])


def passes(measured):
    return table(["run without an image", "ms"],
                 [["start to end, median", number(measured.seconds * 1000)],
                  ["`python3 -c 'import urllib.request, json'`", number(measured.yardstick_seconds * 1000)],
                  ["ratio", number(measured.yardstick_seconds / measured.seconds)],
                  ["CLI calls", str(measured.cli_calls)]])
