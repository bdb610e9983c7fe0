"""Where the boot file runs the agent from. Each case has its own mount namespace."""

import os
import socket
import subprocess
import unittest

from boot_file import BootFileTest, Report, fake_agent, python_under_test, skip, waiting

PYTHON = python_under_test()
if os.geteuid() != 0:
    skip("mount namespaces need root: the folders to run the agent from were not tested")

NOEXEC = "mount -t tmpfs -o noexec tmpfs "


def in_namespace(mounts, *arguments):
    """A command that runs the mounts, shell text, and then becomes the boot file's process.

    The boot file's folder, the current one, is mounted at /mnt, because mounts may cover it.
    """
    script = "mount --bind . /mnt\n" + mounts + '\nexec "$@"'
    return ["unshare", "--mount", "--propagation", "private",
            "sh", "-ec", script, "sh", PYTHON, "/mnt/poap_script.py", *arguments]


class Folders(BootFileTest):
    def setUp(self):
        # Padded, so that a folder can be too small for it.
        self.use(program=fake_agent() + bytes(256 * 1024))

    def run_it(self, mounts):
        return subprocess.run(in_namespace(mounts), cwd=self.boot_file.folder, capture_output=True)

    def assert_runs_from(self, folder, mounts):
        done = self.run_it(mounts)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = Report(done.stdout)
        self.assertTrue(report.program.startswith(folder + "/.poap-agent."), report.program)
        self.assertTrue(report.program.endswith(" (deleted)"), report.program)
        self.assertEqual(report.files, [])

    def test_runs_from_tmp_or_where_that_does_not_do_from_the_next_folder(self):
        for folder, mount in (("/tmp", "mount -t tmpfs tmpfs /tmp"), ("/var/tmp", NOEXEC + "/tmp"),
                              ("/var/tmp", "mount -t tmpfs -o size=64k tmpfs /tmp"),
                              ("/var/tmp", "mount -t tmpfs -o ro tmpfs /tmp")):
            with self.subTest(mount):
                self.assert_runs_from(folder, mount)

    def test_takes_a_name_that_no_other_program_has_taken(self):
        for put in ("touch", "ln -s /dev/shm/target"):
            with self.subTest(put):
                self.assert_runs_from(
                    "/tmp", "mount -t tmpfs tmpfs /tmp\n" + put + " /tmp/.poap-agent.$$\n")

    def test_leaves_nothing_even_if_the_agent_is_killed(self):
        mounts = "".join("mount -t tmpfs tmpfs %s\n" % f for f in ("/tmp", "/var/tmp", "/dev/shm"))
        command = in_namespace(mounts, "wait")
        with waiting(command, cwd=self.boot_file.folder) as (running, _):
            # There is no file name to remove, so it does not matter how the agent ends.
            for folder in ("/tmp", "/var/tmp", "/dev/shm"):
                self.assertEqual(os.listdir("/proc/%d/root%s" % (running.pid, folder)), [])

    def test_runs_without_proc(self):
        done = self.run_it("mount -t tmpfs tmpfs /tmp\nmount -t tmpfs tmpfs /proc\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(Report(done.stdout).arguments[0], b"poap-agent")

    def test_without_proc_runs_from_no_folder_where_others_may_replace_its_file(self):
        mounts = "mount -t tmpfs -o mode=777 tmpfs /tmp\nmount -t tmpfs tmpfs /var/tmp\n"
        for folder in ("/volatile", "/dev/shm"):
            mounts += "mount -t tmpfs -o noexec tmpfs %s || true\n" % folder
        done = self.run_it(mounts + "mount -t tmpfs tmpfs /proc\nchmod 755 /var/tmp\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_it(mounts + "mount -t tmpfs tmpfs /proc\nchmod 777 /var/tmp\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"/tmp: others may write to it", done.stderr)

    def run_with_console(self, mounts=""):
        """The result of run_it(), and the first line on the console."""
        path = os.path.join(self.boot_file.folder, "log")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as console:
            console.bind(path)
            done = self.run_it("mount -t tmpfs tmpfs /dev\n"
                               "touch /dev/log\n"
                               "mknod /dev/urandom c 1 9\n"
                               "mount --bind /mnt/log /dev/log\n" + mounts)
            return done, console.recv(4096, socket.MSG_DONTWAIT).rstrip(b"\n\0").decode()

    def test_logs_on_the_console_what_fails_while_python_reads_it(self):
        self.boot_file.set_options('options = {"vrf": os.environ["NO_SUCH_VARIABLE"]}')
        done, logged = self.run_with_console()
        self.assertEqual(done.returncode, 2)
        self.assertTrue(logged.startswith("<9>"), logged)
        self.assertIn("KeyError: 'NO_SUCH_VARIABLE'", logged)

    def test_reports_on_the_console_and_on_stderr_that_it_runs_nowhere(self):
        done, logged = self.run_with_console(NOEXEC + "/tmp\n" + NOEXEC + "/var/tmp\n")
        self.assertEqual(done.returncode, 1)
        line = done.stderr.decode()
        self.assertEqual(line.count("\n"), 1, line)
        for part in ("/tmp: Permission denied", "/volatile: ", "/var/tmp: Permission denied",
                     "/dev/shm: No such file or directory", "1 MB free", "noexec"):
            self.assertIn(part, line)
        self.assertTrue(logged.startswith("<9>"), logged)
        self.assertTrue(logged.endswith(line.strip()), logged)


if __name__ == "__main__":
    unittest.main()
