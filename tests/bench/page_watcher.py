"""page_watcher.py URL [--browser]: watches the POAP server's page until standard input is closed.

Then prints what it has seen, as a JSON string. Without --browser it asks for the page's data once a second, as the page
does.
"""

import json
import select
import sys
import time
import urllib.error
import urllib.request
from collections import Counter

EVERY = 1  # seconds
LAST_LOOKS = 5  # after standard input is closed, since the last reports may still be under way


def closed(seconds):
    return bool(select.select([sys.stdin], [], [], seconds)[0])


class Poller:
    def __init__(self, url):
        self.url = f"{url}/api/switches"
        self.looks, self.failures, self.slowest, self.states = 0, 0, 0, Counter()

    def look(self):
        began = time.monotonic()
        self.looks += 1
        try:
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                switches = json.load(answer)["switches"]
        except (OSError, ValueError, KeyError):
            self.failures += 1
            return
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.states = Counter(switch["state"] for switch in switches)

    def done(self):
        return bool(self.states) and set(self.states) <= {"provisioned", "failed"}

    def seen(self):
        states = ", ".join(f"{count} {state}" for state, count in self.states.most_common())
        return (f"asked {self.looks} times, {self.failures} without an answer, the slowest took "
                f"{self.slowest * 1000:.0f} ms; at the end: {states}")


class Browser:
    """The real page in headless Chromium."""

    def __init__(self, url):
        # Imported here, since only this class needs it.
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                     "--no-first-run", "--disable-background-networking", "--disable-component-update",
                     "--disable-sync"):
            options.add_argument(word)
        options.binary_location = "/usr/bin/chromium"
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.get(url)

    def look(self):
        pass

    def summary(self):
        return " ".join(self.driver.find_element("id", "counts").text.split())

    def done(self):
        return "running" not in self.summary() and "waiting" not in self.summary()

    def seen(self):
        text = f"in Chromium, at the end: {self.summary()}"
        self.driver.quit()
        return text


def main():
    watcher = (Browser if "--browser" in sys.argv else Poller)(sys.argv[1])
    while not closed(EVERY):
        watcher.look()
    for _ in range(LAST_LOOKS):
        watcher.look()
        if watcher.done():
            break
        time.sleep(EVERY)
    print(json.dumps(watcher.seen()))


main()
