"""Checks that the documentation shows the files of docs/examples, which the tests run, unchanged.

Usage: examples_test.py SOURCE
"""
import pathlib
import sys

docs = pathlib.Path(sys.argv[1], "docs")
pages = "".join((docs / page).read_text() for page in ("deploy.md", "json.md", "poap-py.md"))
examples = sorted((docs / "examples").iterdir())
assert examples, "docs/examples has no files"

missing = []
for example in examples:
    block = "".join("    " + line if line.strip() else line
                    for line in example.read_text().splitlines(keepends=True))
    if "\n\n" + block not in pages:
        missing.append(example.name)
if missing:
    sys.exit("docs/deploy.md, docs/json.md and docs/poap-py.md do not show these examples unchanged: "
             + ", ".join(missing))
