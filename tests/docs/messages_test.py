"""Checks that each message explained in docs/troubleshooting.md is in one of the programs.

Messages are in backticks in the first column of a table, with `…` for variable parts. The tables in the section on the
switch's own messages are skipped.

Usage: messages_test.py SOURCE PROGRAM...
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
NOT_OURS = "## Before the agent"
# Messages put together from parts, or from other programs.
NAMED = "Address already in use. \0podvars.yml: \0error 1: \0error 2: \0cannot serve TFTP on\0conf_nxv.j2"


def programs():
    """The contents of all programs that print messages, including their string literals."""
    for name in sys.argv[2:]:
        yield pathlib.Path(name).read_text(encoding="utf-8", errors="replace").replace("`", "")


def is_covered(piece, known):
    """Whether known contains the piece, or a few parts that a program can build it from."""
    most = 2 + len(piece) // 25
    for _ in range(most):
        end = len(piece)
        while end > 3 and piece[:end] not in known:
            end -= 1
        piece = piece[end:].lstrip() if piece[:end] in known else piece[end:]
        if len(piece) < 4:
            return True
    return False


def quotations(text):
    """Line number and text of all messages in first columns."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            section = line
        if line.startswith("| ") and not section.startswith(NOT_OURS):
            column = line.replace("\\|", "\0")[1:].split("|")[0]
            for quoted in re.findall(r"`([^`]+)`", column):
                yield number, quoted.replace("\0", "|")


def main():
    known = NAMED + "\0".join(programs())
    wrong, seen = [], {}
    for number, quoted in quotations((ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")):
        if quoted in seen:
            wrong.append("line %d: '%s' is already in line %d" % (number, quoted, seen[quoted]))
        seen[quoted] = number
        for piece in quoted.split("…"):
            piece = piece.strip(" ,;:.'()")
            if len(piece) >= 8 and not is_covered(piece, known):
                wrong.append("line %d: no program has '%s'" % (number, piece))
    assert len(seen) > 100, "found too few messages"
    sys.exit("\n".join(wrong) or None)


main()
