"""The #md5sum line, as set by the build, by scripts/sign-boot-file and by sed and md5sum."""

import os
import shutil
import subprocess
import tempfile
import unittest

from boot_file import LINE, OPTION_KEYS, PARTS, SIGN, BootFileTest, accepted_by_switch

LABS_WAY = r"""f=poap_script.py; cat $f | sed '/^#md5sum/d' > $f.md5; sed -i """ \
    r""""s/^#md5sum=.*/#md5sum=\"$(md5sum $f.md5 | sed 's/ .*//')\"/" $f"""
NOBODY = 65534


class Signing(BootFileTest):
    def edit(self):
        self.boot_file.replace(rb"10\.10\.20\.20", b"192.0.2.1")

    def path_without_python(self):
        """A PATH with only the tools that signing needs."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for tool in ("sh", "sed", "md5sum"):
            os.symlink(shutil.which(tool), os.path.join(folder.name, tool))
        return folder.name

    def ways(self):
        """The environments to find keys in: with and without python3."""
        return {"python3": dict(os.environ), "sed": {"PATH": self.path_without_python()}}

    def sign(self, *arguments, **how):
        return subprocess.run([SIGN, *(arguments or (self.boot_file.path,))],
                              capture_output=True, text=True, **how)

    def assert_signed(self, **how):
        done = self.sign(**how)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(accepted_by_switch(self.boot_file.path))
        self.assertTrue(self.boot_file.read().split(b"\n")[1].startswith(b'#md5sum="'))
        return done

    def assert_refused(self, part, *arguments, **how):
        before = self.boot_file.read()
        done = self.sign(*arguments, **how)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(part, done.stderr)
        self.assertEqual(self.boot_file.read(), before)
        self.assertEqual(os.listdir(self.boot_file.folder), ["poap_script.py"])
        return done

    def test_the_build_signs_in_the_second_line(self):
        lines = self.boot_file.read().split(b"\n")
        self.assertEqual(lines[0], b"#!/bin/env python")
        self.assertTrue(lines[1].startswith(b'#md5sum="'))
        self.assertEqual(lines[2], b"# script_timeout=7200")
        self.assertTrue(accepted_by_switch(self.boot_file.path))

    def test_signs_after_an_edit_which_breaks_the_signature(self):
        def labs_way():
            subprocess.run(["sh", "-c", LABS_WAY], cwd=self.boot_file.folder, check=True)
        for sign in (labs_way, self.assert_signed):
            self.use()
            self.assertEqual(self.boot_file.read().replace(b" ", b"").count(b"\n#md5sum"), 1)
            self.edit()
            self.assertFalse(accepted_by_switch(self.boot_file.path))
            done = sign()
            self.assertTrue(accepted_by_switch(self.boot_file.path))
        self.assertIn(LINE.search(self.boot_file.read()).group(1).decode(), done.stdout)

    def test_signs_a_file_in_any_state(self):
        signed = self.boot_file.read()
        states = (
            ("signed", signed, signed),
            ("without the line", LINE.sub(b"", signed), signed),
            ("with two lines", signed.replace(b"# script_timeout", b"#md5sum=old\n# script_timeout"), signed),
            ("with the line ends of Windows", signed.replace(b"\n", b"\r\n"), signed),
            ("without a last newline", signed.rstrip(b"\n"), None),
        )
        for state, content, expected in states:
            with self.subTest(state):
                self.boot_file.write(content)
                done = self.assert_signed()
                self.assertEqual(self.boot_file.read().count(b"\n#md5sum"), 1)
                self.assertEqual("line ends" in done.stderr, "Windows" in state)
                if expected:
                    self.assertEqual(self.boot_file.read(), expected)

    def test_keeps_the_mode(self):
        os.chmod(self.boot_file.path, 0o640)
        self.edit()
        self.assert_signed()
        self.assertEqual(os.stat(self.boot_file.path).st_mode & 0o7777, 0o640)

    def test_refuses_what_is_not_a_boot_file_or_not_for_python_27_and_names_the_line(self):
        self.boot_file.replace(rb"^# script_timeout", "# caf\u00e9\n# script_timeout".encode())
        self.assert_refused("line 3 has a character that is not ASCII")
        self.boot_file.write(b"\xef\xbb\xbf" + self.boot_file.read())
        self.assert_refused("with nothing before it")
        self.boot_file.write(b"options = {}\n")
        self.assert_refused("not a boot file")

    def test_names_what_is_wrong_with_the_path(self):
        link = os.path.join(self.boot_file.folder, "link")
        self.assert_refused("no such file", link)
        self.assert_refused("not a file", self.boot_file.folder)
        os.symlink(self.boot_file.path, link)
        self.assertIn("a symbolic link", self.sign(link).stderr)
        self.assertTrue(os.path.islink(link))

    def test_reports_a_file_or_folder_that_is_not_writable(self):
        as_nobody = {"user": NOBODY} if os.geteuid() == 0 else {}
        os.chmod(self.boot_file.path, 0o444)
        self.assert_refused("not writable", **as_nobody)
        os.chmod(self.boot_file.path, 0o666)
        os.chmod(self.boot_file.folder, 0o555)
        self.assert_refused("cannot write it", **as_nobody)
        os.chmod(self.boot_file.folder, 0o755)

    def assert_faults(self, faults, **how):
        """Signing reports faults: pairs of line, counted from the block's first line, and text."""
        first = self.boot_file.read()[:self.boot_file.read().index(b"\noptions ")].count(b"\n") + 2
        done = self.assert_refused("Nothing was changed", **how)
        for (line, fault), report in zip(faults, sorted(done.stderr.splitlines())):
            self.assertIn(": line %d: " % (first + line), report)
            self.assertIn(fault, report)
        self.assertEqual(len(done.stderr.splitlines()), len(faults) + 1, done.stderr)

    def test_refuses_keys_that_the_agent_does_not_know_and_names_the_nearest(self):
        unknown = 'the agent does not know the key "%s"'
        meant = unknown + '. Did you mean "%s"?'
        forms = (
            ('options = {\n    "poap_sever": "10.10.20.20",\n    "port": "5000",\n}',
             [(1, meant % ("poap_sever", "poap_server"))]),
            ("options = {'prot': 5}", [(0, meant % ("prot", "port"))]),
            ('options = {\n"target_sytem_image" : "a:b",\n\t"require-digset": True}',
             [(1, meant % ("target_sytem_image", "target_system_image")),
              (2, meant % ("require-digset", "require_digest"))]),
            # The agent suggests the same: tests/unit/options/option_names_test.cpp.
            ('options = {\n"retry": 1,\n"md5": 2}', [(1, meant % ("retry", "retries")), (2, meant % ("md5", "mode"))]),
            ('options = {"POAP_SERVER": 1, "port ": 2}',
             [(0, meant % ("POAP_SERVER", "poap_server")), (0, meant % ("port ", "port"))]),
            ('options = {"Port": 1, "what_is_this_key": 2}',
             [(0, meant % ("Port", "port")), (0, unknown % "what_is_this_key" + "\n")]),
        )
        for way, environment in self.ways().items():
            for block, faults in forms:
                with self.subTest(block, way=way):
                    self.use(block)
                    self.assert_faults([(line, fault.rstrip("\n")) for line, fault in faults], env=environment)

    def test_finds_keys_in_whatever_python_makes_of_them(self):
        self.boot_file.set_options('options = dict({"hostnam": "a"}, prot=5)\n'
                                   'options["vrff"] = "blue"\noptions.update({"tiemout": 1})')
        self.assert_faults([(0, '"hostnam"'), (0, '"prot"'), (1, '"vrff"'), (2, '"tiemout"')])

    def test_takes_every_key_and_never_runs_the_file(self):
        with open(os.path.join(PARTS, "poap_script.py.in")) as template:
            self.assertIn("os.environ", template.read())
        witness = os.path.join(self.boot_file.folder, "witness")
        keys = subprocess.run([OPTION_KEYS], capture_output=True, text=True, check=True).stdout.split()
        self.assertIn("poap_server", keys)
        self.assertIn("target_system_image", keys)
        self.assertIn("require_digest", keys)
        block = ['    "%s": "x: y, \'z\': {}",' % key for key in keys]
        block += ['    # "old_key": "x",', '    "require-digest": True,  # "other": 1',
                  '    "vrf": os.environ["NO_SUCH_VARIABLE"] + open(%r, "w").name,' % witness]
        self.boot_file.set_options("options = {\n%s\n}" % "\n".join(block))
        for way, environment in self.ways().items():
            with self.subTest(way):
                self.assert_signed(env=environment)
                self.assertFalse(os.path.exists(witness))

    def test_refuses_a_syntax_error_and_names_its_line(self):
        self.boot_file.set_options('options = {\n    "poap_server": "10.10.20.20"\n    "port": "5000",\n}')
        line = self.boot_file.read().split(b"\n").index(b"options = {") + 2
        done = self.assert_refused("syntax")
        # Which of the two lines is reported depends on Python's release.
        self.assertRegex(done.stderr, "line (%d|%d): " % (line, line + 1))
        self.assertIn("comma", done.stderr)

    def test_refuses_what_is_not_a_block_and_what_python_27_does_not_know(self):
        for block, part in (('options = {"port"}', "not of the form"), ("", 'there is no block "options = {"'),
                            ('options = {"vrf": f"{1}"}', "not valid in Python 2.7 (f-string, "),
                            ('options: dict = {}', "not valid in Python 2.7"),
                            ('options = {"require_digest": true}', "write True, not true"),
                            ('options = {"vrf": null, "force": false}', "write None, not null")):
            with self.subTest(block):
                self.use(block)
                self.assert_refused(part)

    def test_checks_no_keys_of_a_file_that_does_not_say_which_there_are(self):
        self.boot_file.write(b"#!/bin/env python\noptions = {'anything': 1}\n")
        self.assert_signed()

    def test_refuses_what_its_check_crashes_on(self):
        for expression in ("not " * 100000 + "1", "+".join(["1"] * 100000)):
            with self.subTest(expression[:10]):
                self.use('options = {"vrf": %s}' % expression)
                for flags in ((), ("--check",)):
                    done = self.assert_refused("python3 could not check it", *flags, self.boot_file.path)
                    self.assertNotIn("Traceback", done.stderr)

    def test_refuses_where_python_itself_crashes(self):
        path = self.path_without_python()
        with open(os.path.join(path, "python3"), "w") as python:
            python.write('#!/bin/sh\ncase "$*" in *"import ast") ;; *) kill -SEGV $$ ;; esac\n')
        os.chmod(python.name, 0o755)
        self.assert_refused("python3 could not check it", env={"PATH": path})

    def test_reports_what_it_did_not_check(self):
        unknown_keys = "Its keys were not checked"
        no_python = "there is no python3"
        for way, environment in self.ways().items():
            for has_keys in (True, False):
                with self.subTest(way, has_keys=has_keys):
                    self.use()
                    if not has_keys:
                        self.boot_file.write(self.boot_file.read().replace(b"\n# keys: ", b"\n# what: "))
                    self.assert_signed(env=environment)
                    done = self.sign("--check", self.boot_file.path, env=environment)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertEqual(unknown_keys in done.stdout, not has_keys, done.stdout)
                    self.assertEqual("its keys are known" in done.stdout, has_keys and way == "python3", done.stdout)
                    self.assertEqual(no_python in done.stdout, way == "sed", done.stdout)

    def test_only_checks_with_check(self):
        signed = self.boot_file.read()
        self.assertEqual(self.sign("--check", self.boot_file.path).returncode, 0)
        self.edit()
        self.assert_refused("not signed since its last edit", "--check", self.boot_file.path)
        self.boot_file.write(signed.replace(b"\n", b"\r\n"))
        self.assert_refused("not signed", "--check", self.boot_file.path)
        self.boot_file.write(signed)
        self.boot_file.set_options("options = {'prot': 1}")
        self.assert_refused('"port"', "--check", self.boot_file.path)

    def test_shows_its_usage(self):
        for flag in ("--help", "-h"):
            done = self.sign(flag)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("--check", done.stdout)
        done = self.sign("--foo", self.boot_file.path)
        self.assertEqual((done.returncode, done.stderr), (2, "sign-boot-file: --foo is not an option\n"))
        done = self.sign("one", "two")
        self.assertEqual(done.returncode, 2)
        self.assertIn("usage", done.stderr)


if __name__ == "__main__":
    unittest.main()
