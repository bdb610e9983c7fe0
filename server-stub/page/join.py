"""join.py OUTPUT TEMPLATE PAGE STYLE SCRIPT...: joins the live page into one HTML file, in C++ source.

The TEMPLATE's @page@ becomes the page, and @policy@ its content security policy, which allows nothing but this style,
this script, and requests to the same server.
"""
import base64
import hashlib
import pathlib
import sys


def read(name, *forbidden):
    """The file's text, which must not contain what ends the text that it becomes part of."""
    text = pathlib.Path(name).read_text(encoding="utf-8")
    for end in forbidden:
        if end in text:
            sys.exit("%s must not contain %r" % (name, end))
    return text


def source(text):
    """The text of an element as a source of the policy."""
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


output, template, page, style, *scripts = sys.argv[1:]
style = "\n" + read(style, "</style", "\r")
script = "\n" + "\n".join(read(name, "</script", "<!--", "\r") for name in scripts)
policy = "; ".join((
    "default-src 'none'",
    "style-src " + source(style),
    "script-src " + source(script),
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
))
page = read(page, "\r").replace("@style@", style).replace("@script@", script)
if ')page"' in page:
    sys.exit("the page must not contain ')page\"', which ends the C++ string")
code = read(template).replace("@policy@", policy).replace("@page@", page)
pathlib.Path(output).write_text(code, encoding="utf-8")
