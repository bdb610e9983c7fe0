"""The fleet's server: a stub, two of them behind nginx, or one that answers 503; and a browser that shows its page."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import places
from fleet_agents import IMAGE, PORT, serial
from link import SERVER, on
from provision import TEMPLATE, stub_command

HERE = Path(__file__).parent
HERTZ = os.sysconf("SC_CLK_TCK")
NGINX = """daemon off;
error_log {logs}/nginx-errors;
pid {ground}/nginx.pid;
worker_processes 2;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {ground}/nginx-body;
    proxy_temp_path {ground}/nginx-proxy;
    fastcgi_temp_path {ground}/nginx-fastcgi;
    uwsgi_temp_path {ground}/nginx-uwsgi;
    scgi_temp_path {ground}/nginx-scgi;
    proxy_cache_path {ground}/nginx-cache keys_zone=images:1m;
    upstream poap {{ server 127.0.0.1:5001; server 127.0.0.1:5002; }}
    server {{
        listen {address}:{port};
        location / {{ proxy_pass http://poap; proxy_next_upstream error timeout http_503; }}
        location ~ ^/(reports$|api/) {{ proxy_pass http://127.0.0.1:5001; }}
        location /images/ {{
            proxy_pass http://poap;
            proxy_cache images;
            proxy_cache_valid 200 1h;
            proxy_cache_lock on;
            proxy_cache_lock_timeout 1h;
        }}
    }}
}}
"""


def write_inventory(count, protocol, http_server=""):
    (places.SERVED / "conf_nxv.j2").write_text(TEMPLATE)
    pod = f"pod:\n  protocol: http\n  image_protocol: {protocol}\n"
    if http_server:
        pod += f"  http_server: {http_server}\n  tftp_server: {SERVER}\n"
        pod += f"  status_url: http://{http_server}/reports\n"
    switches = "".join(f'  - id: {serial(number)}\n    hostname: leaf{number}\n    system_image: {IMAGE}\n'
                       '    kickstart_image: ""\n' for number in range(count))
    inventory = places.GROUND / "fleet.yml"
    inventory.write_text(f"{pod}switches:\n{switches}")
    return inventory


def tree(pid):
    """The process and all that it has started."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (task / "children").read_text(encoding="ascii").split()
        except FileNotFoundError:  # a thread that has just ended
            continue
        for child in children:
            pids += tree(int(child))
    return pids


def usage(pid):
    """Processor time in seconds, and peak memory in KiB, of a process and those that it has started."""
    ticks = peak_kib = 0
    for one in tree(pid):
        stat = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += sum(int(field) for field in stat[11:15])  # its own, and of children that have ended
        status = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        peak_kib += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    return ticks / HERTZ, peak_kib


class Process:
    """A server process. Notes the requests in its log."""

    def __init__(self, command, requests):
        self.process = subprocess.Popen([*on("server"), *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.requests = requests
        self.ready = self.process.stdout.readline()
        if not self.ready:
            raise SystemExit(f"fleet: the server does not start: {self.process.stderr.read()}")
        self.reader = threading.Thread(target=self._note, daemon=True)
        self.reader.start()

    def _note(self):
        for line in self.process.stderr:
            if re.search(r" (PUT|GET|POST|RRQ) ", line):
                self.requests.append((time.monotonic(), line))

    def kill(self):
        """Returns what it has used, see usage()."""
        used = usage(self.process.pid)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        return used


class Stub:
    """One stub, on the link's address."""

    def __init__(self, count, protocol):
        self.inventory = write_inventory(count, protocol)
        self.requests = []
        self.cpu_seconds = 0
        self.peaks_kib = []  # of each process that was killed
        self.running = []

    def commands(self):
        return [stub_command(self.inventory, f"{SERVER}:{PORT}", f"{SERVER}:69")]

    def start(self):
        self.running = [Process(command, self.requests) for command in self.commands()]

    def kill_one(self):
        self.add(self.running.pop().kill())

    def add(self, used):
        self.cpu_seconds += used[0]
        self.peaks_kib.append(used[1])

    def kill(self):
        while self.running:
            self.kill_one()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()


class Balanced(Stub):
    """Two stubs with one folder, behind nginx, which keeps the images in its cache."""

    def __init__(self, count, _):
        super().__init__(count, "http")
        self.inventory = write_inventory(count, "http", f"{SERVER}:{PORT}")
        self.nginx = None

    def commands(self):
        return [stub_command(self.inventory, f"127.0.0.1:{port}") for port in (5001, 5002)]

    def start(self):
        super().start()
        config = places.GROUND / "nginx.conf"
        config.write_text(NGINX.format(ground=places.GROUND, logs=places.LOGS, address=SERVER, port=PORT))
        self.nginx = subprocess.Popen([*on("server"), places.UNPACKED / "nginx", "-c", config, "-e",
                                       places.LOGS / "nginx-errors"])
        wait_for_port()

    def kill(self):
        super().kill()
        self.add(usage(self.nginx.pid))
        self.nginx.terminate()
        self.nginx.wait()


class Busy:
    """A server that answers 503 to everything."""

    def __enter__(self):
        self.process = subprocess.Popen([*on("server"), "/usr/bin/python3", "-B", HERE / "busy_server.py", SERVER,
                                         PORT], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def wait_for_port():
    """Until the server's port accepts connections."""
    probe = f"import socket; socket.create_connection(('{SERVER}', {PORT}), 1)"
    for _ in range(100):
        if subprocess.run([*on("server"), "/usr/bin/python3", "-c", probe], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0:
            return
        time.sleep(0.05)
    raise SystemExit("fleet: nginx does not start")


class Page:
    """The server's page, kept open."""

    def __init__(self, in_browser):
        self.command = [*on("server"), "/usr/bin/python3", "-B", HERE / "page_watcher.py", f"http://{SERVER}:{PORT}"]
        if in_browser:
            self.command.append("--browser")
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=sys.stderr)
        return self

    def close(self):
        """What it has shown, in words."""
        output, _ = self.process.communicate()
        return json.loads(output) if output else "the program that watches it has failed: see above"

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
