"""A boot file with the fake agent, and functions to edit and run it in tests."""

import contextlib
import functools
import hashlib
import itertools
import os
import re
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77  # the exit code of skipped tests for ctest

ROOT = os.environ["POAP_SOURCE_DIR"]
OPTION_KEYS = os.environ.get("POAP_OPTION_KEYS")
FAKE_AGENT = os.environ.get("POAP_FAKE_AGENT")
SIGN = os.path.join(ROOT, "scripts", "sign-boot-file")
LINE = re.compile(rb'^#md5sum="([0-9a-f]{32})"\n', re.MULTILINE)

PARTS = os.path.join(ROOT, "agent", "boot-file")


def skip(reason):
    """Ends the whole test as skipped, and prints the reason."""
    print("SKIPPED: " + reason)
    sys.exit(SKIPPED)


def python_under_test():
    """The interpreter that runs the boot file, without any wrapper on PATH."""
    name = os.environ["POAP_PYTHON"]
    try:
        asked = subprocess.run([name, "-c", "import sys; print(sys.executable)"],
                               capture_output=True, text=True)
    except FileNotFoundError:
        skip("%s is not installed: the boot file was not tested with it" % name)
    if asked.returncode != 0:
        skip("%s does not work: the boot file was not tested with it" % name)
    return asked.stdout.strip()


def md5_as_the_switch(content):
    """MD5 of the file without its first #md5sum line and its newline."""
    return hashlib.md5(LINE.sub(b"", content, count=1)).hexdigest()


def accepted_by_switch(path):
    """Whether the file has a #md5sum line with the right MD5."""
    with open(path, "rb") as boot_file:
        content = boot_file.read()
    line = LINE.search(content)
    return line is not None and line.group(1).decode() == md5_as_the_switch(content)


@functools.lru_cache
def packed(program):
    """The signed boot file with program inside, made as in the build. Both are bytes."""
    with tempfile.TemporaryDirectory() as folder:
        agent = os.path.join(folder, "agent")
        boot_file = os.path.join(folder, "poap_script.py")
        keys = os.path.join(folder, "keys")
        with open(agent, "wb") as file:
            file.write(program)
        with open(keys, "wb") as file:
            subprocess.run([OPTION_KEYS], check=True, stdout=file)
        subprocess.run([sys.executable, os.path.join(PARTS, "make-boot-file"),
                        os.path.join(PARTS, "poap_script.py.in"), agent, keys, boot_file], check=True)
        subprocess.run([SIGN, boot_file], check=True, stdout=subprocess.DEVNULL)
        with open(boot_file, "rb") as file:
            return file.read()


def fake_agent():
    """The fake agent's program file, bytes."""
    with open(FAKE_AGENT, "rb") as file:
        return file.read()


class BootFile:
    """A signed poap_script.py in its own folder; remove() removes both."""

    def __init__(self, program=None):
        """program: the program inside, bytes; the fake agent by default."""
        self._folder = tempfile.TemporaryDirectory()
        self.folder = self._folder.name
        os.chmod(self.folder, 0o755)
        self.path = os.path.join(self.folder, "poap_script.py")
        self.write(packed(program or fake_agent()))

    def remove(self):
        self._folder.cleanup()

    def read(self):
        with open(self.path, "rb") as file:
            return file.read()

    def write(self, content):
        with open(self.path, "wb") as file:
            file.write(content)

    def replace(self, pattern, text):
        """Replaces the first match of pattern, a bytes regex, with text."""
        content, count = re.subn(pattern, lambda _: text, self.read(), count=1, flags=re.MULTILINE)
        assert count == 1, pattern
        self.write(content)

    def set_options(self, block):
        """block: the text that replaces `options = {…}`."""
        self.replace(rb"^options = \{[^}]*^\}\n", block.encode() + b"\n")


class BootFileTest(unittest.TestCase):
    """A test with its own boot file."""

    def setUp(self):
        self.use()

    def use(self, block=None, program=None):
        """Creates a new boot file, with this options block and program if given."""
        self.boot_file = BootFile(program)
        self.addCleanup(self.boot_file.remove)
        if block is not None:
            self.boot_file.set_options(block)


class Report:
    """How the fake agent was started, as it reports it."""

    def __init__(self, output):
        self.output = output
        self.arguments = self._all(b"argument ")
        self.variables = self._all(b"variable ")
        self.files = self._all(b"file ")
        self.ignored = self._all(b"ignored ")
        self.program = b"".join(self._all(b"program ")).decode()

    def _all(self, kind):
        lines = self.output.split(b"\n")
        return [line[len(kind):] for line in lines if line.startswith(kind)]


@contextlib.contextmanager
def waiting(command, **how):
    """The Popen of a boot file started with `wait`, and its agent's Report. Killed at the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, **how) as running:
        try:
            output = list(itertools.takewhile(lambda line: line != b"waiting\n", running.stdout))
            yield running, Report(b"".join(output))
        finally:
            running.kill()
