"""docs/troubleshooting.md explains each error and warning that the agent and its boot file have.

Of a message that is put together, the longest fixed part stands for the whole: it must be in the document. Line ends,
backticks and backslashes do not count. Usage: messages_test.py SOURCE
"""
import ast
import pathlib
import re
import sys

# Where a message begins. What comes first in the parentheses or braces is then a code, or the message.
HEADS = re.compile(r"\b(?:Error|Fault|warning|reject|usage|fail|broken|unknown|no_config|bootflash_error)\s*[({]"
                   r"|return\s*\{|\bError\s+\w+[({]")
# A function that tells what is wrong with something: what it returns becomes a part of a message.
FAULT = re.compile(r"\bfault\w*\([^;{}]*\)(?:\s*const)?\s*\{")
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
TOO_SHORT = 8  # too little to tell one message from another


def without_comments(text):
    """C++ with comments blanked, strings and line numbers kept."""
    pattern = r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/'
    return re.sub(pattern, lambda m: m[0] if m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)


def arguments(text, start):
    """What stands between the bracket before `start` and its partner, split at the commas of that level."""
    parts, depth, part = [], 0, start
    at = start
    while at < len(text):
        string = STRING.match(text, at)
        if string:
            at = string.end()
            continue
        if text[at] in "({[":
            depth += 1
        elif text[at] in ")}]":
            if depth == 0:
                return parts + [text[part:at]]
            depth -= 1
        elif text[at] == "," and depth == 0:
            parts.append(text[part:at])
            part = at + 1
        at += 1
    raise ValueError("a bracket is never closed")


def message_of(head, parts):
    """The argument with the message; none where there is none."""
    if head.startswith("warning"):
        return ",".join(parts)
    if head.startswith("usage"):  # an advice may follow
        return parts[0]
    codes = [i for i, part in enumerate(parts) if re.fullmatch(r"\s*(?:ExitCode|ErrorCode)::\w+\s*", part)]
    if codes:
        return parts[codes[0] + 1] if codes[0] + 1 < len(parts) else None
    if head.startswith(("Fault", "return")):  # an Error or a Fault without its name, or something else
        return parts[0] if any("Passing::" in part for part in parts) else None
    return parts[-1]


def literals(expression):
    """The texts in an expression; those with nothing but blanks between are one."""
    joined = re.sub(r'"\s*\n\s*"', "", expression)
    return [re.sub(r"\\(.)", r"\1", text) for text in STRING.findall(joined)]


def messages_of_cpp(path):
    text = without_comments(path.read_text())
    for found in HEADS.finditer(text):
        message = message_of(found[0], arguments(text, found.end()))
        if message:
            yield text.count("\n", 0, found.start()) + 1, literals(message)
    for found in FAULT.finditer(text):
        body = ",".join(arguments(text, found.end()))
        for returned in re.finditer(r"\breturn\b(?!\s*{)([^;]*);", body):
            yield text.count("\n", 0, found.end() + returned.start()) + 1, literals(returned[1])


def messages_of_python(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("fail", "ValueError"):
            texts = [part.value for part in ast.walk(node.args[-1])
                     if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            # A message that ends in an advice: the document gives that in words of its own.
            yield node.lineno, [piece for text in texts for piece in re.split(r"%[a-z]|\. |\.$", text)]


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"[`\\]", "", text)).strip()


def main(source):
    document = plain((source / "docs/troubleshooting.md").read_text())
    sources = sorted(p for p in (source / "agent").rglob("*") if p.suffix in (".cpp", ".hpp"))
    found = [(path, *message) for path in sources for message in messages_of_cpp(path)]
    boot_file = source / "agent/boot-file/poap_script.py.in"
    found += [(boot_file, *message) for message in messages_of_python(boot_file)]
    checked, missing = 0, []
    for path, line, texts in found:
        longest = max((plain(text) for text in texts), key=len, default="")
        if len(longest) < TOO_SHORT:
            continue
        checked += 1
        if longest not in document:
            missing.append(f"{path.relative_to(source)}:{line}: {longest}")
    print(f"{checked} messages")
    assert checked > 50, "the messages are not found any more"
    if missing:
        sys.exit("docs/troubleshooting.md does not explain:\n" + "\n".join(missing))


main(pathlib.Path(sys.argv[1]))
