"""What the tests of the live page share."""
import contextlib
import sys
import unittest

import browser
import servers


class PageCase(unittest.TestCase):
    """Shows the stub's page, with a test's own data, in a browser. No test may cause an error in the browser's log."""

    program = None  # the stub
    expected = ()  # parts of messages in the browser's log that the test causes on purpose

    @classmethod
    def setUpClass(cls):
        cls.resources = contextlib.ExitStack()
        cls.addClassCleanup(cls.resources.close)
        cls.page = servers.Page(cls.program)
        cls.browser = cls.resources.enter_context(browser.browser())

    def setUp(self):
        self.server = servers.FixtureServer(self.page)
        self.addCleanup(self.server.close)
        self.addCleanup(self.browser.driver.get, "about:blank")  # so that no page asks a closed server

    def tearDown(self):
        wrong = [line for line in self.browser.complaints() if not any(part in line for part in self.expected)]
        self.assertEqual(wrong, [])

    def show(self, status, **how):
        """Opens the page with this status, and waits until it is shown."""
        self.server.status = status
        self.browser.open(self.server.url, **how)
        self.browser.wait(lambda: len(self.browser.all(".switch")) == len(status["switches"]), "the rows are not shown")

    def toggle(self, name):
        """Presses the button of this switch's log."""
        self.browser.run("arguments[0].querySelector('.toggle').click()", self.browser.row(name))

    def state(self, name):
        return self.browser.run("return arguments[0].querySelector('.badge').textContent", self.browser.row(name))


def main():
    """Runs the tests of the calling file with the stub that the command line names."""
    browser.check_installed()
    PageCase.program = sys.argv.pop(1)
    unittest.main()
