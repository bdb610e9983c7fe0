"""The servers of the page's tests: the real stub, and one that serves the stub's page with a test's own data."""
import contextlib
import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import urllib.request

INVENTORY = """\
pod:
  protocol: http
  image_protocol: http
switches:
"""


class Stub:
    """A running poap-server-stub."""

    def __init__(self, url, folder, stop):
        self.url = url
        self.folder = folder  # with podvars.yml and the folder `served`
        self.stop = stop


@contextlib.contextmanager
def stub(program, inventory=INVENTORY + "  []\n"):
    with tempfile.TemporaryDirectory(prefix="poap-page.") as name, contextlib.ExitStack() as running:
        folder = pathlib.Path(name)
        (folder / "served").mkdir()
        (folder / "podvars.yml").write_text(inventory, encoding="utf-8")
        (folder / "served/conf_nxv.j2").write_text("hostname {{ hostname }}\n", encoding="utf-8")
        url = running.enter_context(running_stub(program, folder))
        yield Stub(url, folder, running.close)


@contextlib.contextmanager
def running_stub(program, folder, address="127.0.0.1:0", options=()):
    """Starts the stub in the folder, and yields its URL."""
    command = [program, "--inventory", folder / "podvars.yml", "--templates", folder / "served", "--listen", address]
    with open(folder / "stub.log", "ab") as log:
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = process.stdout.readline()  # poap-server-stub: listening on 127.0.0.1:41234
        assert line, "the stub does not start: " + (folder / "stub.log").read_text(encoding="utf-8")
        yield "http://127.0.0.1:" + line.strip().rpartition(":")[2]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


class Page:
    """The stub's page and its headers."""

    def __init__(self, program):
        with stub(program) as running, urllib.request.urlopen(running.url + "/") as answer:
            self.headers = answer.headers
            self.html = answer.read()


class FixtureServer:
    """Serves the page, and as /api/switches what the test puts into `status`."""

    def __init__(self, page):
        self.status = {}
        self.logs = {}  # serial number to lines of log
        self.is_away = False  # answers nothing, as if it were down
        self.failing = None  # a status code to answer instead
        self.answers = []  # the status of each answer of /api/switches
        self.asked = []  # the paths of all requests
        self.logs_may_come = threading.Event()
        self.logs_may_come.set()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):  # noqa: N802 - the library's name
                owner.asked.append(self.path)
                if self.path == "/":
                    self.answer(200, page.html, {
                        name: value for name, value in page.headers.items() if name.lower() != "content-length"})
                elif not owner.is_away:
                    self.answer_api()

            def answer_api(self):
                serial = urllib.request.unquote(self.path.removeprefix("/api/switches").removeprefix("/"))
                if owner.failing:
                    self.answer(owner.failing, b"")
                elif serial:
                    owner.logs_may_come.wait()
                    self.answer(200, json.dumps({"serial": serial, "log": owner.logs.get(serial, [])}).encode())
                else:
                    body = json.dumps(owner.status).encode()
                    etag = '"%x"' % hash(body)
                    status = 304 if self.headers["If-None-Match"] == etag else 200
                    owner.answers.append(status)
                    self.answer(status, body if status == 200 else b"", {"ETag": etag})

            def answer(self, status, body, headers=None):
                self.send_response(status)
                for name, value in (headers or {"Content-Type": "application/json"}).items():
                    self.send_header(name, value)
                with contextlib.suppress(ConnectionError):  # the page may have given up
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    @contextlib.contextmanager
    def delayed_logs(self):
        """Answers requests for logs only afterwards."""
        self.logs_may_come.clear()
        try:
            yield
        finally:
            self.logs_may_come.set()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
