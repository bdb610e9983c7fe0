"""Headless Chromium for the tests of the live page."""
import contextlib
import pathlib
import shutil
import tempfile

try:
    from selenium import webdriver
    from selenium.common.exceptions import TimeoutException
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    raise SystemExit("Debian's python3-selenium is missing: run scripts/setup") from None

CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
TIMEOUT = 60  # seconds; machines that run all tests at once are slow

# A test moves the page's clock, which performance.now() is, by seconds.
STOPPED_CLOCK = "window.seconds = 0; performance.now = () => seconds * 1000;"

ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--lang=en",
    "--force-color-profile=srgb", "--hide-scrollbars", "--disable-lcd-text",
)


def check_installed():
    for program in (CHROMIUM, DRIVER):
        if not pathlib.Path(program).exists():
            raise SystemExit("%s is missing: run scripts/setup, which installs Debian's chromium" % program)


class Browser:
    """A browser with one window."""

    def __init__(self, profile):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in (*ARGUMENTS, "--user-data-dir=" + profile):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER, port=0), options=options)

    def open(self, url, width=1200, height=900, dark=False, touch=False, still=True, stopped=False):
        """
        Opens the page in a window of this size in CSS pixels, for a person with these preferences. If `stopped`, the
        page's clock stands still but for advance().
        """
        self.resize(width, height)
        self.command("Emulation.setTouchEmulationEnabled", enabled=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}
        self.command("Emulation.setEmulatedMedia", features=[scheme, motion])
        script = self.command("Page.addScriptToEvaluateOnNewDocument", source=STOPPED_CLOCK if stopped else "")
        self.driver.get(url)
        self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])

    def advance(self, seconds):
        """Advances the stopped clock of the page."""
        self.run("seconds += arguments[0]", seconds)

    def resize(self, width, height):
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def command(self, name, **parameters):
        """A command of the Chrome DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script, *arguments):
        """The result of a JavaScript function's body."""
        return self.driver.execute_script(script, *arguments)

    def one(self, selector, within=None):
        return (within or self.driver).find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """What a person can read of the first such element."""
        return self.one(selector).text

    def wait(self, condition, what):
        """Waits until `condition`, a function without parameters, is true. Returns what it returned."""
        return WebDriverWait(self.driver, TIMEOUT, poll_frequency=0.05).until(lambda _: condition(), what)

    def wait_for_text(self, selector, text):
        """Waits until one of the elements contains the text."""
        def texts():
            return self.run(
                "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)", selector)
        try:
            self.wait(lambda: any(text in each for each in texts()), "")
        except TimeoutException:
            raise AssertionError("no '%s' in %s, but %s" % (text, selector, texts())) from None

    def row(self, name):
        """The row of the switch of this name."""
        return self.run("""
            return [...document.querySelectorAll('.switch')].find(
                (row) => row.querySelector('.name').textContent === arguments[0]) ?? null""", name)

    def complaints(self):
        """What the browser has logged: errors of the script, and violations of the policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def screenshot(self, file, height):
        self.resize(self.run("return innerWidth"), height)
        self.driver.save_screenshot(str(file))


@contextlib.contextmanager
def browser():
    check_installed()
    profile = tempfile.mkdtemp(prefix="poap-chromium.")
    try:
        started = Browser(profile)
        try:
            yield started
        finally:
            started.driver.quit()
    finally:
        shutil.rmtree(profile, ignore_errors=True)
