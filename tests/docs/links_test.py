#!/usr/bin/env python3
"""links_test.py FOLDER: checks that links in FOLDER's Markdown files point to existing files and headings in it."""
import functools
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(sys.argv[1]).resolve()


def text_of(path):
    """The text without code, where brackets are not links."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("    ")]
    return "\n".join(lines)


@functools.lru_cache(maxsize=None)
def anchors(path):
    """The anchors that GitHub makes from headings."""
    names = set()
    for heading in re.findall(r"^#+ (.*)$", text_of(path), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names.add(name)
    return names


def documents():
    """In a git checkout, the tracked Markdown files; elsewhere, all of them."""
    listed = subprocess.run(["git", "-C", FOLDER, "ls-files", "*.md"], capture_output=True, text=True, check=False)
    names = listed.stdout.split()
    return [FOLDER / name for name in names] if names else sorted(FOLDER.rglob("*.md"))


def broken(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text_of(document))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or FOLDER not in path.parents and path != FOLDER:
            yield "no such file: " + target
        elif anchor and anchor not in anchors(path):
            yield "no such heading: " + target


wrong = ["%s: %s" % (document.relative_to(FOLDER), fault) for document in documents() for fault in broken(document)]
assert documents(), "no Markdown files found"
sys.exit("\n".join(wrong) or None)
