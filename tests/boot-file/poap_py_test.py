"""Tries every key of poap.py through the boot file and the agent, and compares with the table in docs/poap-py.md.

The second column of the table has the outcomes of a key: `honoured`, `ignored with a warning`, `refused`.
POAP_PYTHON reads the options block; POAP_AGENT names another agent than the shipped one.
"""

import json
import os
import re
import subprocess
import tempfile
import unittest

from boot_file import OPTION_KEYS, PARTS, ROOT, python_under_test, skip

PYTHON = python_under_test()
AGENT = os.environ.get("POAP_AGENT") or os.path.join(os.environ["POAP_NXOS_BUILD"], "agent", "poap-agent")
HONOURED, IGNORED, REFUSED = OUTCOMES = ("honoured", "ignored with a warning", "refused")

OUTSIDE_POAP = {name: value for name, value in os.environ.items() if not name.startswith("POAP_")}

# Keys that are options of the agent as well, under the same name.
SHARED = {"mode", "username", "config_path", "install_path", "required_space", "vrf"}

BLOCK = {"hostname": "192.0.2.1", "transfer_protocol": "http", "username": "u", "password": "p",
         "target_system_image": "nxos.9.3.10.bin", "vrf": "none"}
TWO_IMAGES = {"target_system_image": "n3000-uk9.6.0.2.U6.9.bin", "target_kickstart_image": "kick.bin"}
HOP = {"midway_system_image": "n3000-uk9.6.0.2.U6.7.bin"}
TWO_HOPS = dict(HOP, midway_kickstart_image="kick.bin")

# Key, value, the rest of the block if it differs (None: without that key), outcome, and a part of the message. A key
# that is honoured is given a value that the agent refuses: the message shows that it has read it.
TRIALS = (
    ("mode", "x", {}, HONOURED, "mode `x` is not one of"),
    ("mode", "personality", {}, REFUSED, "personality restore"),
    ("hostname", "a b", {}, HONOURED, "hostname `http://a b`"),
    ("transfer_protocol", "https", {}, HONOURED, "hostname by https needs"),
    ("transfer_protocol", "rcp", {}, REFUSED, "set it to scp"),
    ("username", "a:b", {}, HONOURED, "username contains a colon"),
    ("password", "p", {"username": None}, HONOURED, "`password` is set, but not username"),
    ("config_path", "/../x", {}, HONOURED, "config_path `/../x`"),
    ("target_image_path", "a?b", {}, HONOURED, "target_image_path `a?b`"),
    ("target_system_image", "a/b", {}, HONOURED, "target_system_image `a/b`"),
    ("target_kickstart_image", ";", TWO_IMAGES, HONOURED, "target_kickstart_image `;`"),
    ("destination_system_image", "a/b", {}, HONOURED, "destination_system_image `a/b`"),
    ("destination_kickstart_image", "a/b", TWO_IMAGES, HONOURED, "destination_kickstart_image `a/b`"),
    ("destination_path", "/bootflash/poap", {}, REFUSED, "set it to /bootflash/"),
    ("source_config_file", "a/b", {}, HONOURED, "source_config_file `a/b`"),
    ("disable_md5", "maybe", {}, HONOURED, "disable_md5 is `maybe`"),
    ("required_space", "much", {}, HONOURED, "required_space"),
    ("use_nxos_boot", "maybe", {}, HONOURED, "use_nxos_boot is `maybe`"),
    ("midway_system_image", ";", {}, HONOURED, "midway_system_image `;`"),
    ("midway_kickstart_image", ";", HOP, HONOURED, "midway_system_image `;`"),
    ("skip_multi_level", "maybe", HOP, HONOURED, "skip_multi_level is `maybe`"),
    ("vrf", "a b", {}, HONOURED, "vrf `a b`"),
    ("usb_slot", 3, {}, HONOURED, "usb_slot is `3`"),
    ("https_ignore_certificate", True, {"transfer_protocol": "https"}, REFUSED, "use `ca_file` or `pin`"),
    ("https_ignore_certificate", True, {}, IGNORED, ""),
    ("compact_image", True, {"transfer_protocol": "scp"}, REFUSED, "Compact the image once"),
    ("compact_image", True, {}, IGNORED, ""),
    ("install_path", "a?b", {}, HONOURED, "install_path `a?b`"),
    ("serial_number", "x", {}, REFUSED, "remove it"),
    ("user_app_path", "/x", {}, IGNORED, "`user_files`"),
    ("user_app_path", "/var/lib/tftpboot/", {}, IGNORED, ""),
    ("destination_config", "x", {}, IGNORED, ""),
    ("split_config_first", "x", {}, IGNORED, ""),
    ("split_config_second", "x", {}, IGNORED, ""),
    ("destination_midway_system_image", "x", HOP, IGNORED, ""),
    ("destination_midway_kickstart_image", "x", TWO_HOPS, IGNORED, ""),
    ("timeout_config", 60, {}, IGNORED, ""),
    ("timeout_copy_system", 60, {}, IGNORED, ""),
    ("timeout_copy_kickstart", 60, TWO_IMAGES, IGNORED, ""),
    ("timeout_copy_user", 60, {}, IGNORED, ""),
    ("timeout_copy_personality", 60, {}, IGNORED, ""),
    ("personality_path", "/x", {}, IGNORED, ""),
    ("source_tarball", "x", {}, IGNORED, ""),
    ("destination_tarball", "x", {}, IGNORED, ""),
)

# Run by the tested Python: becomes the agent, with the options of the boot file's template.
STARTER = r"""
import json, os, sys
place = {"__name__": "boot_file"}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), place)
place["options"] = json.loads(sys.argv[2])
os.execv(sys.argv[3], ["poap-agent"] + place["flags"]() + sys.argv[4:])
"""


def outcomes_in_table():
    """The set of outcomes of each key, from the table."""
    with open(os.path.join(ROOT, "docs", "poap-py.md"), encoding="utf-8") as page:
        section = re.search(r"^## Options\n(.*?)^## ", page.read(), re.MULTILINE | re.DOTALL).group(1)
    table = {}
    for row in re.findall(r"^\| (`.*)", section, re.MULTILINE):
        keys, outcome = row.split(" | ")[:2]
        for key in re.findall(r"`([a-z0-9_]+)`", keys):
            table[key] = {word for word in OUTCOMES if word in outcome}
    return table


def keys_of_poap_py():
    """The keys of the options block that the agent knows from poap.py only."""
    keys = subprocess.run([OPTION_KEYS], check=True, capture_output=True, text=True).stdout.split()
    shown = subprocess.run([AGENT, "--help"], check=True, env=OUTSIDE_POAP, capture_output=True, text=True).stdout
    own = {flag.replace("-", "_") for flag in re.findall(r"(?<![\w-])--?([a-z][a-z0-9-]*)", shown)}
    return set(keys) - own - {"server", "poap_server"}


def outcome(key, code, output):
    """What the agent's output says about the key, and the line that says it."""
    for line in output.splitlines():
        if line.startswith("WARNING: ") and re.search(r"\b%s\b" % key, line) and "ignored" in line:
            return IGNORED, line
        if re.search(r"\b%s\b.* is not supported|but not here: .*\b%s\b" % (key, key), line):
            return (REFUSED if code == 2 and "What to do: " in line else "refused without advice"), line
    return HONOURED, output


class PoapPy(unittest.TestCase):
    maxDiff = None

    def try_it(self, block):
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([PYTHON, "-c", STARTER, os.path.join(PARTS, "poap_script.py.in"), json.dumps(block),
                                   AGENT, "plan", "--vsh", "/bin/false", "--bootflash", folder],
                                  env=OUTSIDE_POAP, capture_output=True, text=True)

    def test_does_with_each_key_what_the_table_says(self):
        found = {}
        for key, value, others, expected, part in TRIALS:
            with self.subTest(key=key, value=value):
                block = {name: held for name, held in dict(BLOCK, **dict(others, **{key: value})).items()
                         if held is not None}
                done = self.try_it(block)
                seen, line = outcome(key, done.returncode, done.stderr)
                self.assertEqual(seen, expected, done.stderr)
                self.assertIn(part, line)
                found.setdefault(key, set()).add(seen)
        self.assertEqual(found, outcomes_in_table())

    def test_tries_all_keys(self):
        self.assertEqual({trial[0] for trial in TRIALS} - SHARED, keys_of_poap_py())

    def test_the_block_of_the_trials_is_a_good_one(self):
        done = self.try_it(BLOCK)
        self.assertIn("identify the switch", done.stderr)
        self.assertEqual(done.returncode, 3)


if not os.access(AGENT, os.X_OK):
    skip("%s is not built" % AGENT)

if __name__ == "__main__":
    unittest.main()
