"""The shipped boot file, poap_script.py in POAP_NXOS_BUILD, with the static agent inside."""

import os
import subprocess
import unittest

from boot_file import accepted_by_switch, python_under_test

PYTHON = python_under_test()
BUILD = os.environ["POAP_NXOS_BUILD"]
PATH = os.path.join(BUILD, "poap_script.py")
MOST = 2100000  # bytes; the switch downloads them in 512-byte blocks
LINE_MAX = 2048  # bytes per line with its newline, which POSIX requires every tool to support
UNPACK = """
import os, sys
names = {"__name__": "boot_file"}
exec(open(sys.argv[1]).read(), names)
os.fdopen(1, "wb").write(names["unpack"]())
"""


class Shipped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not os.path.exists(PATH):
            raise AssertionError(PATH + " is missing: build it with cmake --build --preset nxos")
        with open(PATH, "rb") as boot_file:
            cls.content = boot_file.read()

    def test_is_small_plain_ascii_that_the_switch_accepts(self):
        self.assertLess(len(self.content), MOST)
        self.assertTrue(self.content.isascii())
        self.assertTrue(accepted_by_switch(PATH))

    def test_carries_the_agent_at_its_end_in_lines_of_text(self):
        payload, rest = self.content.split(b'AGENT = """\n')[1].split(b'"""')
        self.assertLess(max(map(len, payload.split(b"\n"))), LINE_MAX)
        self.assertLess(len(rest), 300)

    def test_unpacks_to_the_agent(self):
        done = subprocess.run([PYTHON, "-c", UNPACK, PATH], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(BUILD, "agent", "poap-agent"), "rb") as agent:
            self.assertTrue(done.stdout == agent.read())

    def test_runs_the_agent(self):
        by_hand = {key: value for key, value in os.environ.items() if not key.startswith("POAP_")}
        done = subprocess.run([PYTHON, PATH, "--help"], env=by_hand, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--bootflash", done.stdout)


if __name__ == "__main__":
    unittest.main()
