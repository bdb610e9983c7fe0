"""How the boot file starts the agent. POAP_PYTHON is the interpreter that runs it."""

import os
import subprocess
import unittest

from boot_file import FAKE_AGENT, LINE, BootFileTest, Report, fake_agent, python_under_test, waiting

PYTHON = python_under_test()


class Start(BootFileTest):
    def run_it(self, *arguments, **how):
        return subprocess.run([PYTHON, self.boot_file.path, *arguments], capture_output=True, **how)

    def arguments_given(self, *by_hand):
        done = self.run_it(*by_hand)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [argument.decode() for argument in Report(done.stdout).arguments]

    def assert_one_plain_line(self, done, code, *parts):
        self.assertEqual(done.returncode, code, done)
        line = done.stderr.decode()
        self.assertEqual(line.count("\n"), 1, line)
        self.assertTrue(line.startswith("poap-agent: "), line)
        for part in parts:
            self.assertIn(part, line)

    def test_gives_the_deadline_then_the_options_then_what_was_given_by_hand(self):
        self.assertEqual(self.arguments_given("plan", "--port", "80", "a b"),
                         ["poap-agent", "--deadline", "7200", "--options-block=0", "plan", "--port", "80",
                          "a b"])

    def test_takes_every_form_of_an_option(self):
        forms = (
            ('options = {}', []),
            ('options = {"vrf": "default"}', ["--vrf=default"]),
            ("options = {'port': 5000}", ["--port=5000"]),
            ('options = {"timeout": 2.5}', ["--timeout=2.5"]),
            ('options = {"poap_server": u"lab"}', ["--server=lab"]),
            ('options = {"poap-server": "lab"}', ["--server=lab"]),
            ('options = {"require_digest": True}', ["--require-digest"]),
            ('options = {"require-digest": True}', ["--require-digest"]),
            ('options = {"v": True}', ["-v"]),
            ('options = {"force": False, "vrf": None}', []),
            ('options = {"vrf": "--force"}', ["--vrf=--force"]),
            ('options = {"target_kickstart_image": ""}', ["--target-kickstart-image="]),
            ('options = {"password": ""}', ["--password="]),
            ('options = {"use_nxos_boot": True, "disable_md5": False}', ["--use-nxos-boot"]),
            ('options = dict(vrf="a b")', ["--vrf=a b"]),
            ('options = {\n   "mode": "raw",\n   "hostname": "2.1.1.1",\n}', ["--hostname=2.1.1.1", "--mode=raw"]),
            ('options = {"use_nxos_boot": 1, "disable_md5": 0}', ["--disable-md5=0", "--use-nxos-boot=1"]),
            ('options = {"vrf": os.environ.get("NO_SUCH_VARIABLE", "blue")}', ["--vrf=blue"]),
            ('import time\noptions = {"timeout": time.gmtime(0).tm_year}', ["--timeout=1970"]),
            ('options = {"ca_file": """\n-----BEGIN CERTIFICATE-----\nMII=\n"""}',
             ["--ca-file=\\n-----BEGIN CERTIFICATE-----\\nMII=\\n"]),
            ('options = {"ca_file": "-----BEGIN CERTIFICATE-----" + 99973 * "x"}',
             ["--ca-file=-----BEGIN CERTIFICATE-----" + 99973 * "x"]),
        )
        for block, expected in forms:
            with self.subTest(block):
                self.use(block)
                self.assertEqual(self.arguments_given()[3:], ["--options-block=%d" % len(expected)] + expected)

    def test_reports_in_one_line_what_is_wrong_with_the_options(self):
        forms = (
            ("", "not of the form"),
            ('options = ["10.10.20.20"]', "not of the form"),
            ('options = {"vrf": "lab", 5000: "port"}', "5000"),
            ('options = {"poap server": "lab"}', "poap server"),
            ('options = {"--vrf": "lab"}', "--vrf"),
            ('options = {"vrf": ["a", "b"]}', '"vrf"'),
            ('options = {"vrf": "a\\n"}', '"vrf"'),
            ('options = {"password": 1001 * "x"}', "over 1000 characters"),
            ('options = {"ca_file": 100001 * "x"}', "over 100000 characters"),
            ('options = {None: "lab"}', "None"),
            ('options = {"vrf": u"\\xe9"}', '"vrf"'),
            ('options = {u"\\xe9": "a"}', "options"),
        )
        for block, part in forms:
            with self.subTest(block):
                self.use(block)
                self.assert_one_plain_line(self.run_it(), 2, "options block", part, "sign")

    def test_reports_in_one_line_what_fails_while_python_reads_it_and_where(self):
        forms = (
            ('options = {\n"vrf": os.environ["NO_SUCH_VARIABLE"]}', 1, "KeyError: 'NO_SUCH_VARIABLE'"),
            ('options = {\n\n"require_digest": true}', 2, "NameError: name 'true' is not defined"),
            ('options = {"port": "50" + 0}', 0, "TypeError: "),
            ('import no_such_module', 0, "Error: No module named"),
            ('options = {"port": int("hunter2")}', 0, "ValueError. Correct it"),
        )
        for block, lines_below, cause in forms:
            with self.subTest(block):
                self.use()
                first = self.boot_file.read().split(b"\n").index(b"options = {") + 1
                self.boot_file.set_options(block)
                done = self.run_it()
                self.assert_one_plain_line(done, 2, cause, "sign it again")
                # Python 2.7 and 3 have their own ideas of which line of an expression it is.
                self.assertRegex(done.stderr.decode(), " line %s: " % "|".join(
                    str(line) for line in range(first, first + lines_below + 1)))
                self.assertNotIn(b"hunter2", done.stderr)

    def test_reports_by_hand_that_it_is_not_signed(self):
        by_hand = {key: value for key, value in os.environ.items() if not key.startswith("POAP_")}
        self.assertEqual(self.run_it(env=by_hand).stderr, b"")
        self.boot_file.replace(rb"10\.10\.20\.20", b"192.0.2.1")
        self.assertIn(b"was changed after it was signed", self.run_it(env=by_hand).stderr)
        self.boot_file.replace(LINE.pattern, b"")
        done = self.run_it(env=by_hand)
        self.assert_one_plain_line(done, 0, "is not signed", "sign-boot-file")
        # The switch has looked at it then.
        self.assertEqual(self.run_it(env=dict(by_hand, POAP_SERIAL="ABC")).stderr, b"")

    def test_takes_the_deadline_from_its_own_script_timeout(self):
        self.boot_file.replace(rb"^# script_timeout=7200$", b"# script_timeout=1800")
        self.assertEqual(self.arguments_given()[1:3], ["--deadline", "1800"])

    def test_leaves_the_deadline_out_where_its_own_text_cannot_be_read(self):
        inside = "exec(__import__('sys').stdin.read(), {'__name__': '__main__'})"
        for command in ([PYTHON, "-"], [PYTHON, "-c", inside]):
            with self.subTest(command):
                done = subprocess.run(command, input=self.boot_file.read(), capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(Report(done.stdout).arguments[1], b"--options-block=0")

    def test_leaves_the_environment_as_it_was_and_reads_values_from_it(self):
        self.boot_file.set_options('options = {"vrf": os.environ["VRF"]}')
        environment = {b"POAP_SERIAL": b"ABC123", b"ODD": b"\xff=", b"EMPTY": b"", b"VRF": b"blue",
                       b"LC_CTYPE": b"C.UTF-8"}
        report = Report(self.run_it(env=environment).stdout)
        self.assertEqual(sorted(report.variables),
                         [b"EMPTY=", b"LC_CTYPE=C.UTF-8", b"ODD=\xff=", b"POAP_SERIAL=ABC123", b"VRF=blue"])
        self.assertIn(b"--vrf=blue", report.arguments)

    def test_passes_on_no_open_file_and_no_ignored_signal(self):
        directly = Report(subprocess.run([FAKE_AGENT], capture_output=True).stdout)
        report = Report(self.run_it().stdout)
        self.assertEqual(report.files, directly.files)
        self.assertEqual(report.ignored, directly.ignored)

    def test_takes_a_password_from_the_environment_or_a_file_and_passes_on_neither(self):
        with open(os.path.join(self.boot_file.folder, "password"), "w") as file:
            file.write("hunter2\n")
        for secret in ('os.environ["SECRET"]', "open(%r).read()" % file.name):
            with self.subTest(secret):
                self.boot_file.set_options('options = {\n"password": %s,\n}' % secret)
                command = [PYTHON, self.boot_file.path, "wait"]
                with waiting(command, env={"SECRET": "hunter2", "POAP_SERIAL": "X", "A": "b"}) as (running, report):
                    self.assertNotIn(b"hunter2", report.output)
                    self.assertIn(b"POAP_SERIAL=X", report.variables)
                    self.assertIn(b"A=b", report.variables)
                    given = [line for line in report.arguments if line.startswith(b"--password-file=/proc/self/")]
                    path = given[0].decode().split("=")[1].replace("self", str(running.pid))
                    with open(path) as pipe:
                        self.assertEqual(pipe.read(), "hunter2")

    def test_gives_a_password_by_a_pipe_that_no_command_line_shows(self):
        for secret in ("'hunter2'", "u'hunter2'"):
            with self.subTest(secret):
                self.use("options = {'password': %s, 'username': 'poap'}" % secret)
                with waiting([PYTHON, self.boot_file.path, "wait"]) as (running, report):
                    given = [line.decode() for line in report.arguments if line.startswith(b"--password-file=")]
                    self.assertEqual(len(given), 1, report.arguments)
                    self.assertRegex(given[0], r"\A--password-file=/proc/self/fd/[0-9]+\Z")
                    place = "/proc/%d/" % running.pid
                    with open(place + given[0].split("/proc/self/")[1], "rb") as pipe:
                        self.assertEqual(pipe.read(), b"hunter2")
                    for name in ("cmdline", "environ"):
                        with open(place + name, "rb") as file:
                            self.assertNotIn(b"hunter2", file.read())

    def test_prints_no_password_in_what_is_wrong_with_it(self):
        self.boot_file.set_options("options = {'password': u'hunter2\\xe9'}")
        done = self.run_it()
        self.assert_one_plain_line(done, 2, '"password"')
        self.assertNotIn(b"hunter2", done.stderr)

    def test_passes_on_the_exit_code(self):
        self.assertEqual(self.run_it("exit=7").returncode, 7)

    def test_becomes_the_agent_so_that_sigterm_is_the_agents(self):
        with waiting([PYTHON, self.boot_file.path, "wait"]) as (running, report):
            self.assertTrue(os.path.basename(report.program).startswith(".poap-agent."))
            self.assertEqual(os.readlink("/proc/%d/exe" % running.pid), report.program)
            running.terminate()
            self.assertEqual(running.wait(), 8)

    def test_reports_that_the_agent_in_it_is_damaged(self):
        self.boot_file.replace(rb'AGENT = """\n.{76}', b'AGENT = """\n')
        self.assert_one_plain_line(self.run_it(), 1, "damaged", "fresh copy")

    def test_reports_that_the_switch_does_not_run_such_programs(self):
        program = bytearray(fake_agent())
        program[18:20] = b"\xff\xfe"  # e_machine: no processor at all
        self.use(program=bytes(program))
        self.assert_one_plain_line(self.run_it(), 1, "does not run x86_64 programs")


if __name__ == "__main__":
    unittest.main()
