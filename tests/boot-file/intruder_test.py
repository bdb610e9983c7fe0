"""Files that others put next to the boot file or in place of its program do not run."""

import os
import subprocess
import unittest

from boot_file import FAKE_AGENT, BootFileTest, Report, python_under_test

PYTHON = python_under_test()
# The modules that the boot file imports, and those that Python imports for them and by itself.
MODULES = ("binascii", "encodings", "errno", "fcntl", "os", "posix", "posixpath", "re", "signal", "stat",
           "sys", "syslog", "zlib", "sre_compile", "enum", "copyreg", "functools")
# Loads the boot file as a module and calls become_agent() on a folder. Before each step that
# uses the new file, puts the planted program under its name, as another user might.
RACE = """
import os, shutil, sys
boot_file, folder, planted, agent = sys.argv[1:]
scope = {"__name__": "loaded", "__file__": boot_file}
with open(boot_file) as text:
    exec(compile(text.read(), boot_file, "exec"), scope)

def plant():
    for name in os.listdir(folder):
        if name.startswith(".poap-agent."):
            shutil.copy(planted, folder + "/other")
            os.rename(folder + "/other", folder + "/" + name)

def after(step):
    def both(*arguments):
        result = step(*arguments)
        plant()
        return result
    return both

def before(step):
    def both(*arguments):
        plant()
        return step(*arguments)
    return both

os.open = after(os.open)
os.execv = before(os.execv)
with open(agent, "rb") as program:
    scope["become_agent"](folder, program.read(), ["poap-agent", "the agent"])
"""


class Intruder(BootFileTest):
    def setUp(self):
        super().setUp()
        self.witness = os.path.join(self.boot_file.folder, "witness")

    def plant(self, folder):
        """Puts modules into folder that write to the witness file when they run."""
        for module in MODULES:
            with open(os.path.join(folder, module + ".py"), "w") as file:
                file.write("open(%r, 'a').write(__name__ + ' ')\n" % self.witness)

    def assert_nothing_planted_runs(self, command, **how):
        done = subprocess.run(command, capture_output=True, **how)
        planted = open(self.witness).read() if os.path.exists(self.witness) else ""
        self.assertEqual(planted, "", done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(Report(done.stdout).arguments[0], b"poap-agent")

    def test_imports_nothing_from_its_own_folder(self):
        self.plant(self.boot_file.folder)
        name = os.path.basename(self.boot_file.path)
        link = os.path.join(self.boot_file.folder, "elsewhere", "link.py")
        os.mkdir(os.path.dirname(link))
        os.symlink(self.boot_file.path, link)
        for command in ([self.boot_file.path], [name], ["./" + name], [link]):
            with self.subTest(command):
                self.assert_nothing_planted_runs([PYTHON, *command], cwd=self.boot_file.folder)

    def test_imports_nothing_from_the_current_folder(self):
        folder = os.path.join(self.boot_file.folder, "current")
        os.mkdir(folder)
        self.plant(folder)
        with open(self.boot_file.path, "rb") as text:
            self.assert_nothing_planted_runs([PYTHON, "-"], stdin=text, cwd=folder)

    def test_imports_nothing_from_a_folder_that_others_may_write_to(self):
        folder = os.path.join(self.boot_file.folder, "shared")
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        # The boot file cannot affect what site imports at start, so plant only later imports.
        for module in ("fcntl", "syslog"):
            with open(os.path.join(folder, module + ".py"), "w") as file:
                file.write("open(%r, 'a').write(__name__)\n" % self.witness)
        self.assert_nothing_planted_runs([PYTHON, self.boot_file.path],
                                         env=dict(os.environ, PYTHONPATH=folder))

    def test_imports_no_compiled_module_either(self):
        self.plant(self.boot_file.folder)
        sources = [os.path.join(self.boot_file.folder, module + ".py") for module in MODULES]
        beside = "import py_compile, sys\nfor source in sys.argv[1:]: py_compile.compile(source, source + 'c')"
        subprocess.run([PYTHON, "-c", beside] + sources, check=True, cwd="/")
        for source in sources:
            os.remove(source)
        self.assert_nothing_planted_runs([PYTHON, self.boot_file.path])

    def test_runs_what_it_wrote_and_no_file_that_took_its_name(self):
        folder = os.path.join(self.boot_file.folder, "memory")
        planted = os.path.join(self.boot_file.folder, "planted")
        os.mkdir(folder)
        with open(planted, "w") as file:
            file.write("#!/bin/sh\necho argument planted\n")
        os.chmod(planted, 0o755)
        done = subprocess.run([PYTHON, "-c", RACE, self.boot_file.path, folder, planted, FAKE_AGENT],
                              capture_output=True)
        self.assertEqual(Report(done.stdout).arguments, [b"poap-agent", b"the agent"], done)


if __name__ == "__main__":
    unittest.main()
