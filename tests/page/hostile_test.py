"""hostile_test.py STUB: names and messages of switches cannot become markup, script or a request."""
import racks
from page_case import PageCase, main

MARKUP = "<img src=x onerror=hacked=1><script>hacked=1</script><b>x</b>"
STRINGS = (
    MARKUP,
    "javascript:hacked=1",
    "\"><svg onload=hacked=1>",
    "</script><script>hacked=1</script>",
    "a\u202egnp.exe",
    "x" * 200,
    "W" * 1000,
    "e" + "\u0301" * 300,
    "${hacked=1}{{hacked=1}}",
    "../../images",
    "__proto__",
    "constructor",
    "\ud800",
    "a\u0000b\u001b[2Jc\nd",
)


def hostile(value):
    """A switch with this value wherever a string can be."""
    line = {"time": value, "level": value, "message": value}
    return racks.seen(
        1, value, serial=value, mac=value, listed=False, entry=value, agent=value, running_image=value,
        planned_images=[value, value], message=line, stages=[{"stage": value, "state": value}],
        requests=[{"time": value, "what": value}], started=value, ended=value, last_seen=value,
        progress={"file": value, "bytes": value, "size": value, "rate": value}, state="failed",
        result={"exit_code": value, "stage": value, "cause": value, "advice": value})


class Hostile(PageCase):
    def test_shows_text_from_switches_as_text(self):
        for value in STRINGS:
            with self.subTest(ascii(value[:60])):
                self.server.asked.clear()
                self.server.logs = {value: [{"time": value, "level": value, "message": value}]}
                self.show(racks.status(hostile(value), version=value, faults=[value, value],
                                       hashing=[{"image": value, "bytes": 1, "size": 2}]))
                self.browser.one(".toggle").click()
                self.browser.wait_for_text(".about, .lines", "" if "\ud800" in value else ": ")
                self.assertIsNone(self.browser.run("return window.hacked ?? null"))
                markup = self.browser.all("img, main script, main b, main svg, main [onload], main [onerror]")
                self.assertEqual(markup, [])
                links = self.browser.run("return [...document.links].map((link) => link.getAttribute('href'))")
                self.assertTrue(all(link.startswith("#switch") for link in links), links)
                self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 1200)
                paths = [path for path in self.server.asked if path != "/" and not path.startswith("/api/switches")]
                self.assertEqual(paths, [])

    def test_shows_markup_literally_and_marks_what_is_invisible(self):
        self.show(racks.status(racks.seen(1, MARKUP), racks.seen(2, "a\u202egnp\u200b\u0000")))
        names = self.browser.run("return [...document.querySelectorAll('.name')].map((each) => each.textContent)")
        self.assertEqual(names, [MARKUP, "a\ufffdgnp\ufffd\ufffd"])

    def test_keeps_switches_apart_whose_names_are_those_of_javascript(self):
        names = ("__proto__", "constructor", "hasOwnProperty", "toString")
        self.server.logs = {name: [racks.line("log of " + name)] for name in names}
        self.show(racks.status(*(racks.failed(n, name, serial=name, cause=name) for n, name in enumerate(names))))
        for name in names:
            self.toggle(name)
            self.browser.wait_for_text(".lines", "log of " + name)
        self.assertEqual(len(self.browser.all(".failure")), len(names))

    def test_shows_two_switches_that_claim_the_same_serial_number(self):
        self.show(racks.status(racks.seen(1, "real"), racks.seen(1, "forged")))
        self.server.status = racks.status(racks.seen(1, "real"), racks.seen(1, "forged", attempts=3))
        self.browser.wait_for_text(".attempts", "attempt 3")
        self.assertEqual([self.browser.row(name) is not None for name in ("real", "forged")], [True, True])

    def test_forbids_other_scripts_styles_and_hosts(self):
        self.expected = ("Content Security Policy", "Content-Security-Policy")
        self.show(racks.status(racks.seen(1)))
        self.browser.run("""
            const script = document.createElement('script');
            script.textContent = 'hacked = 1';
            document.body.append(script);
            const markup = '<img src=x onerror="hacked = 1"><p style="color: red">x</p>';
            document.body.insertAdjacentHTML('beforeend', markup);
            window.blocked = [];
            document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
            fetch('http://127.0.0.2:9/').catch(() => {});""")
        self.browser.wait(lambda: "connect-src" in self.browser.run("return blocked"), "the other host is allowed")
        self.assertIsNone(self.browser.run("return window.hacked ?? null"))
        self.assertNotIn("x", self.server.asked)
        self.assertNotIn("/x", self.server.asked)


if __name__ == "__main__":
    main()
