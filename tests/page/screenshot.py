"""screenshot.py STUB FILE [dark] [WIDTH]: writes a picture of the live page with a rack of switches to FILE, a PNG."""
import subprocess
import sys

import racks
from browser import browser
from servers import FixtureServer, Page


def main():
    program, file, *options = sys.argv[1:]
    width = next((int(option) for option in options if option.isdigit()), 1200)
    server = FixtureServer(Page(program))
    server.status = racks.rack()
    try:
        with browser() as chromium:
            chromium.open(server.url, width=width, dark="dark" in options)
            chromium.wait_for_text("#table", "leaf6")
            chromium.screenshot(file, chromium.run("return document.documentElement.scrollHeight"))
        subprocess.run(["zopflipng", "-y", file, file], stdout=subprocess.DEVNULL, check=True)
    finally:
        server.close()


main()
