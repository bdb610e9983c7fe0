"""A boot file that carries the fake agent, and how the tests edit and run it."""

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

SKIPPED = 77  # what ctest takes for "did not run"

ROOT = os.environ["POAP_SOURCE_DIR"]
OPTION_KEYS = os.environ.get("POAP_OPTION_KEYS")
FAKE_AGENT = os.environ.get("POAP_FAKE_AGENT")
SIGN = os.path.join(ROOT, "scripts", "sign-boot-file")
LINE = re.compile(rb'^#md5sum="([0-9a-f]{32})"\n', re.MULTILINE)

PARTS = os.path.join(ROOT, "agent", "boot-file")


def skip(reason):
    """Ends the whole test as one that did not run, and says so."""
    print("SKIPPED: " + reason)
    sys.exit(SKIPPED)


def python_under_test():
    """The interpreter that runs the boot file, free of any wrapper on PATH."""
    name = os.environ["POAP_PYTHON"]
    try:
        asked = subprocess.run([name, "-c", "import sys; print(sys.executable)"],
                               capture_output=True, text=True)
    except FileNotFoundError:
        skip("there is no %s: its half of the boot file tests did not run" % name)
    if asked.returncode != 0:
        skip("%s does not work: its half of the boot file tests did not run" % name)
    return asked.stdout.strip()


def md5_as_the_switch(content):
    """MD5 of the file less its first #md5sum line, newline included."""
    return hashlib.md5(LINE.sub(b"", content, count=1)).hexdigest()


def accepted_by_switch(path):
    """Whether the file's #md5sum line is there and holds."""
    with open(path, "rb") as boot_file:
        content = boot_file.read()
    line = LINE.search(content)
    return line is not None and line.group(1).decode() == md5_as_the_switch(content)


@functools.lru_cache
def packed(program):
    """The signed boot file that carries program, made as the build makes it. All bytes."""
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
    """Its program file, bytes."""
    with open(FAKE_AGENT, "rb") as file:
        return file.read()


class BootFile:
    """A signed poap_script.py in a folder of its own; remove() takes both away."""

    def __init__(self, program=None):
        """program: what it carries, bytes; the fake agent by default."""
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
        """Edits it: the first match of pattern, a bytes regex, becomes text."""
        content, count = re.subn(pattern, lambda _: text, self.read(), count=1, flags=re.MULTILINE)
        assert count == 1, pattern
        self.write(content)

    def set_options(self, block):
        """block: the text that takes the place of `options = {…}`."""
        self.replace(rb"^options = \{[^}]*^\}\n", block.encode() + b"\n")


class BootFileTest(unittest.TestCase):
    """Has a boot file of its own."""

    def setUp(self):
        self.use()

    def use(self, block=None, program=None):
        """Takes a fresh one from here on, with this options block and program where they are given."""
        self.boot_file = BootFile(program)
        self.addCleanup(self.boot_file.remove)
        if block is not None:
            self.boot_file.set_options(block)


class Told:
    """What the fake agent said it was started with."""

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
    """The Popen of a boot file told to `wait` and what its agent Told; killed at the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, **how) as running:
        try:
            output = list(itertools.takewhile(lambda line: line != b"waiting\n", running.stdout))
            yield running, Told(b"".join(output))
        finally:
            running.kill()
