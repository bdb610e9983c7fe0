"""Any options block gives arguments for the agent, or one plain error. POAP_PYTHON reads the block."""

import json
import os
import random
import subprocess
import unittest

from boot_file import PARTS, python_under_test

PYTHON = python_under_test()
BLOCKS = 4000
SEEDS = (
    '{"poap_server": "10.10.20.20", "port": "5000"}',
    '{"vrf": "default", "require_digest": True, "timeout": 30}',
    "{'server': u'lab', \"v\": None, \"retries\": 0, \"cli-timeout\": 2.5}",
    '{None: 1, "port": 5000}',
    '{"vrf": "--force", "log_dir": "; reboot", "vsh": "$(reboot)"}',
)
PIECES = ('"', "'", "{", "}", "[", "]", "(", ")", ",", ":", "-", "--", "=", " ", "\\n", "\\x00", "\\\\", "_", ";",
          "|", "$(reboot)", "True", "False", "None", "0", "-1", "1e999", "99999999999999999999", "1j", 'u"\\xe9"',
          'b"\\xff"', '"vrf": ', '"--force"', ', "": ""', ", None: 1", ", True: 1", "...")

# Run by the tested Python: for each block a list of arguments, an error text, or None if it is not a block.
READER = r"""
import ast, json, sys
place = {"__name__": "boot_file"}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), place)
answers = []
for block in json.load(sys.stdin):
    try:
        place["options"] = ast.literal_eval(block)
    except Exception:
        answers.append(None)
        continue
    try:
        answers.append(place["flags"]())
    except ValueError as error:
        answers.append("%s" % error)
json.dump(answers, sys.stdout)
"""


def mutated(chance):
    """The text of a block with a few pieces inserted, removed or doubled."""
    text = chance.choice(SEEDS)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.randrange(6))
        text = text[:at] + chance.choice((chance.choice(PIECES), text[at:end] * 2, "")) + text[end:]
    return text


class Options(unittest.TestCase):
    def test_become_arguments_or_one_plain_error(self):
        chance = random.Random(1)
        blocks = [mutated(chance) for _ in range(BLOCKS)]
        done = subprocess.run([PYTHON, "-c", READER, os.path.join(PARTS, "poap_script.py.in")],
                              input=json.dumps(blocks), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = json.loads(done.stdout)
        for block, answer in zip(blocks, answers):
            for argument in answer if isinstance(answer, list) else ():
                self.assertRegex(argument, r"\A--?[A-Za-z][A-Za-z0-9-]*(=[ -~]*)?\Z", block)
            if isinstance(answer, str):
                self.assertTrue(answer.isprintable(), block)
        for kind in (list, str):
            self.assertGreater(sum(isinstance(answer, kind) for answer in answers), 50, kind)


if __name__ == "__main__":
    unittest.main()
