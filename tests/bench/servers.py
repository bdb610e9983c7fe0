"""The servers. Each is started for a single transfer, so that earlier transfers do not affect it."""

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

import places
from link import on
from provision import stub_command

TFTP_PORT = 69
TCP_PORT = 5001
WAITING = {"udp": "07", "tcp": "0A"}  # the kernel's numbers of states: TCP_CLOSE and TCP_LISTEN


@dataclass(frozen=True)
class Server:
    name: str
    command: object  # a function that takes the address
    windows: bool = True  # RFC 7440
    table: str = "udp"  # the table in /proc/net that shows the open port
    port: int = TFTP_PORT


def tftpd_hpa(address):
    return [places.IN_TFTPD, "--listen", "--foreground", "--user", "root", "--secure", "--address", f"{address}:69",
            places.SERVED]


def atftpd(address):
    return [places.ATFTPD, "--daemon", "--no-fork", "--user", "root", "--group", "root",
            "--logfile", places.LOGS / "atftpd", "--bind-address", address, places.SERVED]


def dnsmasq(address):
    return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root",
            "--bind-interfaces", f"--listen-address={address}", f"--pid-file={places.GROUND}/dnsmasq.pid",
            f"--log-facility={places.LOGS}/dnsmasq", "--enable-tftp", f"--tftp-root={places.SERVED}"]


def stub(address):
    inventory = places.GROUND / "podvars.yml"
    inventory.write_text("pod: {}\nswitches: []\n")
    return stub_command(inventory, f"{address}:5000", f"{address}:{TFTP_PORT}")


def tcp_sender(address):
    return ["/usr/bin/python3", "-B", places.TCP_SENDER, address, str(TCP_PORT), places.SERVED / "image"]


SERVERS = [Server("tftpd-hpa", tftpd_hpa, windows=False), Server("atftpd", atftpd),
           Server("dnsmasq", dnsmasq, windows=False), Server("stub", stub)]
TCP = Server("TCP", tcp_sender, table="tcp", port=TCP_PORT)


def port_is_open(pid, server):
    """Whether a socket waits on the port. Sockets of connections outlive their server, but have another state."""
    with open(f"/proc/{pid}/net/{server.table}", encoding="ascii") as table:
        sockets = [line.split() for line in table.readlines()[1:]]
    return any(socket[1].endswith(f":{server.port:04X}") and socket[3] == WAITING[server.table] for socket in sockets)


@contextmanager
def running(server, address):
    """Serves the folder on the host 'server' while the context lasts. Its log is in LOGS."""
    log = places.LOGS / server.name
    with open(log, "ab") as output, subprocess.Popen(
            [*on("server"), *server.command(address)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True) as process:
        try:
            deadline = time.monotonic() + 10
            while not port_is_open(process.pid, server):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"bench: {server.name} does not start: {log.read_text()}")
                time.sleep(0.005)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
