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
        1, value, key=value, serial=value, mac=value, listed=False, entry=value, agent=value, running_image=value,
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
                if "\ud800" in value:  # which no address can contain
                    self.browser.wait_for_text(".about", "The log cannot be read")
                else:
                    self.browser.wait(lambda: len(self.browser.all(".lines li")) == 2, "no request and line of log")
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
        self.show(racks.status(*(
            racks.failed(number, name, serial=name, key=name, cause=names[number - 1])
            for number, name in enumerate(names))))
        for name in names:
            self.toggle(name)
            self.browser.wait_for_text(".lines", "log of " + name)
        self.assertEqual(len(self.browser.all(".failure")), len(names))

    def check_rows_stay(self, before, after):
        """Shows both, and checks that the second's rows are those of the first, and that no change is announced."""
        self.show(racks.status(*before))
        self.browser.run("window.elements = [...document.querySelectorAll('.switch')]; elements.at(-1).focus();")
        self.server.status = racks.status(*after)
        self.browser.wait_for_text(".attempts", "attempt 3")
        same = """const now = [...document.querySelectorAll('.switch')];
            return now.length === elements.length && now.every((row, index) => row === elements[index])"""
        self.assertTrue(self.browser.run(same), "rows were made again")
        self.assertTrue(self.browser.run("return document.activeElement === elements.at(-1)"), "the focus is lost")
        self.assertIn("Nothing has changed", self.browser.text("#latest"))

    def test_keeps_the_rows_of_switches_that_claim_the_same_serial_number(self):
        real, forged = ({**racks.seen(1, name), "key": None} for name in ("real", "forged"))
        self.check_rows_stay([real, forged], [real, {**forged, "attempts": 3}])

    def test_keeps_the_rows_of_switches_that_have_no_identity(self):
        unknown = racks.seen(1, serial=None, mac=None, hostname=None, key=None)
        self.check_rows_stay([unknown, unknown, unknown], [unknown, {**unknown, "attempts": 3}, unknown])

    def test_knows_the_rows_by_the_keys_that_the_server_gives(self):
        first, second = (racks.seen(1, hostname=None, key=key) for key in ("first", "second"))
        added = racks.waiting(2)
        self.show(racks.status(first, second))
        self.browser.run("window.elements = [...document.querySelectorAll('.switch')]")
        self.server.status = racks.status(added, second, {**first, "attempts": 3})
        self.browser.wait_for_text(".attempts", "attempt 3")
        shown = self.browser.run("""
            return [...document.querySelectorAll('.switch')].map((row) => elements.indexOf(row))""")
        self.assertEqual(shown, [1, 0, -1])

    def test_forbids_other_scripts_styles_and_hosts(self):
        self.expected = ("Content Security Policy", "Content-Security-Policy")
        self.show(racks.status(racks.seen(1)))
        self.browser.run("""
            window.blocked = [];
            document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
            for (const name of ['script', 'style']) {
                const element = document.createElement(name);
                element.textContent = name === 'script' ? 'hacked = 1' : 'p { color: red }';
                document.body.append(element);
            }
            const markup = '<img src=x onerror="hacked = 1"><p style="color: red">x</p>';
            document.body.insertAdjacentHTML('beforeend', markup);
            fetch('http://127.0.0.2:9/').catch(() => {});""")
        wanted = {"script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "img-src", "connect-src"}
        self.browser.wait(lambda: wanted <= set(self.browser.run("return blocked")), "something else is allowed")
        self.assertIsNone(self.browser.run("return window.hacked ?? null"))
        self.assertNotIn("/x", self.server.asked)


if __name__ == "__main__":
    main()
