"""run_test.py STUB AGENT VSH: the live page of a running stub, while switches ask it and report to it.

The agent runs on an emulated switch whose CLI waits before it sets the boot variable, so that the page can be seen
then.
"""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

import racks
import servers
from page_case import PageCase, main

SERIAL, MAC = "FDO24161XKB", "700f.6a91.03c0"
INVENTORY = servers.INVENTORY + """\
  - id: FDO24161XKB
    hostname: leaf1
    system_image: nxos.9.3.10.bin
    kickstart_image: ""
  - id: FDO24161XKC
    hostname: leaf2
    system_image: ""
"""


# Opening the pipe waits until the test opens it too.
WAITING_VSH = """#!/bin/sh
case "$*" in *"boot nxos"*) : <%s ;; esac
exec %s "$@"
"""


class Switch:
    """An emulated factory-new switch in POAP."""

    def __init__(self, agent, vsh, folder, url):
        self.agent, self.vsh, self.port = agent, vsh, url.rpartition(":")[2]
        self.nvram, self.bootflash = folder / "nvram", folder / "bootflash"
        self.bootflash.mkdir()
        (self.bootflash / racks.OLD).write_bytes(bytes(2**21))
        subprocess.run(
            [vsh, "--new-switch", self.nvram, "--serial", SERIAL, "--mac", MAC, "--image", racks.OLD, "--poap"],
            check=True)

        self.gate = folder / "gate"
        os.mkfifo(self.gate)
        self.waiting_vsh = folder / "vsh"
        self.waiting_vsh.write_text(WAITING_VSH % (self.gate, vsh), encoding="utf-8")
        self.waiting_vsh.chmod(0o755)

    @contextlib.contextmanager
    def running_agent(self):
        """Starts the agent, and yields its process."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("POAP_")}
        environment |= {
            "NEXUS_STATE": str(self.nvram), "NEXUS_BOOTFLASH": str(self.bootflash),
            "POAP_PHASE": "DHCP", "POAP_SERIAL": SERIAL, "POAP_MGMT_MAC": MAC.replace(".", "")}
        command = [
            self.agent, "--vsh", self.waiting_vsh, "--bootflash", self.bootflash, "--vrf", "none", "--no-syslog",
            "--server", "127.0.0.1", "--port", self.port, "run"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
            try:
                yield process
            finally:
                process.kill()

    def let_commit(self):
        """Lets the CLI set the boot variable, for which it waits."""
        with open(self.gate, "w", encoding="utf-8"):
            pass


class Reporter:
    """Posts the events of one run, as the agent does."""

    def __init__(self, url, run="00000000000000a1", serial=SERIAL, mac=MAC):
        self.url = url
        self.head = {"serial": serial, "mac": mac, "agent": "0.2.0", "run": run}
        self.sequence = 1

    def post(self, *events):
        body = json.dumps({**self.head, "sequence": self.sequence, "events": events}).encode()
        request = urllib.request.Request(self.url + "/reports", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 204, answer.status
        self.sequence += len(events)


def event(name, **keys):
    return {"time": "2026-11-30T10:00:00Z", "event": name, **keys}


def ask(url, serial, mac):
    """Asks as a switch does that does not report: registers, and fetches its configuration."""
    request = urllib.request.Request(url + "/" + serial, b"data=" + mac.encode(), method="PUT", headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    try:
        with urllib.request.urlopen(request) as plan:
            plan.read()
        with urllib.request.urlopen(url + "/conf/" + serial) as config:
            config.read()
    except urllib.error.HTTPError as refusal:
        refusal.close()


class Run(PageCase):
    programs = ()  # agent and emulated CLI

    def setUp(self):
        super().setUp()
        self.stub = self.enterContext(servers.stub(self.program, INVENTORY))
        self.addCleanup(self.browser.driver.get, "about:blank")
        (self.stub.folder / "served" / racks.NEW).write_bytes(bytes(40 * 2**20))
        self.browser.open(self.stub.url)
        self.browser.wait_for_text("#table", "leaf2")

    def test_shows_a_run_from_waiting_to_provisioned(self):
        self.assertEqual(self.state("leaf1"), "waiting")
        switch = Switch(*self.programs, self.stub.folder, self.stub.url)
        with switch.running_agent() as agent:
            self.browser.wait_for_text(".switch .steps", "image: donecommit: in progress")
            self.assertEqual(self.state("leaf1"), "running")
            row = self.browser.row("leaf1").text
            for text in (SERIAL, MAC, racks.OLD, racks.NEW, "attempt 1"):
                self.assertIn(text, row)
            self.toggle("leaf1")
            self.browser.wait_for_text(".lines", "Collecting system S.No and MAC")
            switch.let_commit()
            self.assertEqual(agent.wait(), 0)
        self.browser.wait(lambda: self.state("leaf1") == "provisioned", "leaf1 is not provisioned")
        self.assertIn("leaf1 is provisioned", self.browser.text("#latest"))
        steps = self.browser.one(".steps", self.browser.row("leaf1"))
        self.assertIn("reload: not observed", steps.get_attribute("textContent"))
        self.assertEqual(self.state("leaf2"), "waiting")

    def test_shows_a_failure_with_cause_and_advice(self):
        agent = Reporter(self.stub.url)
        agent.post(event("stage", stage="stage the image", state="begun"))
        self.browser.wait(lambda: self.state("leaf1") == "running", "leaf1 is not running")
        agent.post(event("stage", stage="stage the image", state="failed", seconds=1.5),
                   event("result", exit_code=5, hop=False, stage="stage the image", cause="cannot download it",
                         advice="check the file"))
        self.browser.wait_for_text(".failure", "check the file")
        self.assertIn("leaf1\nStage: stage the image\ncannot download it", self.browser.text(".failure"))
        Reporter(self.stub.url, "00000000000000a2").post(event("stage", stage="identify the switch", state="begun"))
        self.browser.wait_for_text(".attempts", "attempt 2")
        self.assertEqual(self.browser.all(".failure"), [])

    def test_shows_requests_of_switches_that_do_not_report(self):
        ask(self.stub.url, "FDO24161XKC", "700f.6a91.03c1")
        self.browser.wait_for_text(".message", "fetched its configuration")
        self.assertRegex(self.browser.row("leaf2").text, "[0-9:]{8} registered, [0-9:]{8} fetched its configuration")
        self.assertEqual(self.state("leaf2"), "no reports")

    def test_gives_the_lines_for_a_switch_that_is_not_listed(self):
        ask(self.stub.url, "FDO24169999", "700f.6a91.9999")
        self.browser.wait_for_text("#unlisted pre", "    id: \"FDO24169999\"\n    system_image: \"\"\n")

    def test_shows_a_hostile_name_as_text(self):
        agent = Reporter(self.stub.url)
        agent.head.update(serial="FDO24168888", mac=None, hostname="<img src=x onerror=hacked=1>")
        agent.post(event("log", level="info", message="<script>hacked=1</script>"))
        self.browser.wait_for_text(".message", "<script>hacked=1</script>")
        self.assertIsNone(self.browser.run("return window.hacked ?? null"))

    def start_again(self, folder, address):
        """Starts the stub at its former address, as soon as no other program uses that."""
        def started():
            try:
                return self.enterContext(servers.running_stub(self.program, folder, address))
            except AssertionError:
                return None
        self.browser.wait(started, "the stub does not start at " + address)
        self.addCleanup(self.browser.driver.get, "about:blank")  # before this stub ends

    def test_fills_again_after_a_restart_of_the_server(self):
        self.expected = ("net::ERR_CONNECTION_REFUSED",)
        folder, address = self.stub.folder, self.stub.url.removeprefix("http://")
        agent = Reporter(self.stub.url)
        agent.post(event("log", level="info", message="before"))
        self.browser.wait(lambda: self.state("leaf1") == "running", "leaf1 is not running")
        self.stub.stop()
        self.browser.wait_for_text("#connection", "No answer from the server since")
        self.start_again(folder, address)
        self.browser.wait(lambda: self.state("leaf1") == "waiting", "the new server's state is not shown")
        agent.post(event("log", level="info", message="after"))
        self.browser.wait(lambda: self.state("leaf1") == "running", "leaf1 is not running again")

    def test_is_not_served_with_lab_quirks(self):
        with servers.running_stub(self.program, self.stub.folder, options=["--lab-quirks"]) as url:
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(url + "/")
            refused.exception.close()
            self.assertEqual(refused.exception.code, 404)

    def test_has_headers_that_protect_it(self):
        for method in ("GET", "HEAD"):
            request = urllib.request.Request(self.stub.url + "/", method=method)
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                self.assertRegex(
                    answer.headers["Content-Security-Policy"],
                    "^default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; connect-src 'self'; "
                    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$")
                self.assertEqual(answer.read() == b"", method == "HEAD")


if __name__ == "__main__":
    Run.programs = [pathlib.Path(name).resolve() for name in (sys.argv.pop(2), sys.argv.pop(2))]
    main()
