#!/usr/bin/env python3
"""flags_test.py PROGRAM: checks that its --help, man page and completion agree."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv.pop())
ROOT = Path(__file__).resolve().parents[2]
MAN = ROOT / "docs/man" / (PROGRAM.name + ".1")
COMPLETION = ROOT / "scripts/completion" / PROGRAM.name
HELP = subprocess.run([PROGRAM, "--help"], check=True, capture_output=True, text=True).stdout
FLAG = re.compile(r"(?<![\w-])(--?[a-z][a-z0-9-]*)")

# compopt works only while bash completes a typed line.
COMPLETE = """
compopt() { :; }
. "$1"
COMPREPLY=()
"_${2//-/_}" "$2" "$4" "$3"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def section_of_help(name):
    """The lines of --help in section name, without the continuation lines of long descriptions."""
    section = re.search(r"^%s:\n((?:  .*\n)+)" % name, HELP, re.MULTILINE)
    return re.findall(r"^  (?! )(.*)", section.group(1), re.MULTILINE) if section else []


def terms_of_man(name):
    """The terms described in the man page's section name: the line after each .TP."""
    text = MAN.read_text(encoding="ascii").replace(r"\-", "-")
    section = re.search(r'^\.SH %s\n(.*?)(?=^\.SH|\Z)' % name, text, re.MULTILINE | re.DOTALL)
    return re.findall(r"^\.TP\n(.*)", section.group(1), re.MULTILINE) if section else []


def completed(word, before):
    """The completions offered for word when it follows the word before."""
    done = subprocess.run(["bash", "-c", COMPLETE, "bash", COMPLETION, PROGRAM.name, before, word],
                          check=True, capture_output=True, text=True)
    return done.stdout.split()


def flags_of_help():
    """The name of every flag and the rest of its line, such as `--port` and `N:INT in…`."""
    flags = {}
    for line in re.findall(r"^  (?=-)(.*)", HELP, re.MULTILINE):
        names = re.match(r"(?:-\w,)?--[\w-]+", line).group()
        for name in names.split(","):
            flags[name] = line[len(names):]
    return flags


class Flags(unittest.TestCase):
    maxDiff = None

    def test_help_has_flags(self):
        self.assertIn("--help", flags_of_help())

    def test_help_fits_on_a_terminal(self):
        self.assertEqual([line for line in HELP.splitlines() if len(line) > 79], [])

    def test_the_man_page_describes_each_and_no_other(self):
        described = [flag for term in terms_of_man("OPTIONS") for flag in FLAG.findall(term)]
        self.assertEqual(sorted(described), sorted(flags_of_help()))

    def test_the_completion_offers_each_and_no_other(self):
        offered = completed("-", PROGRAM.name)
        self.assertEqual(sorted(offered), sorted(flags_of_help()))

    def test_a_flag_that_takes_a_value_is_not_followed_by_flags(self):
        for flag, rest in flags_of_help().items():
            takes_value = re.match(r" \S", rest)
            with self.subTest(flag):
                self.assertEqual(completed("-", flag) == [], bool(takes_value))

    def test_the_commands_are_the_same(self):
        commands = [line.split()[0] for line in section_of_help("Commands")]
        self.assertEqual([term.split()[-1] for term in terms_of_man("COMMANDS")], commands)
        offered = completed("", PROGRAM.name)
        self.assertEqual([word for word in offered if not word.startswith("-")], commands)

    def test_the_exit_codes_are_the_same(self):
        codes = re.findall(r"\b(\d) (?=[a-z])", HELP.partition("Exit codes:")[2])
        described = [term.split()[-1] for term in terms_of_man("EXIT STATUS")]
        if codes:
            self.assertEqual(described, codes)
        else:
            self.assertEqual(described, ["0", "1", "2"])


if __name__ == "__main__":
    unittest.main()
