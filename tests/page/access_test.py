"""access_test.py STUB: the live page for keyboards, screen readers, dark rooms and phones."""
import racks
from page_case import PageCase, main
from selenium.webdriver.common.keys import Keys

# The contrast of each text on the page with what is under it (WCAG 2.2, 1.4.3), as text and ratio.
CONTRASTS = """
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    function rgba(color) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    }
    function luminance(color) {
        const [r, g, b] = rgba(color).slice(0, 3).map((part) => part / 255).map(
            (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
    function ground(element) {
        for (let each = element; each; each = each.parentElement) {
            const color = getComputedStyle(each).backgroundColor;
            if (rgba(color)[3] === 255) return color;
        }
        return 'white';
    }
    function contrast(one, other) {
        const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
    }
    const found = [];
    for (const each of document.body.querySelectorAll('*')) {
        const hasText = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const isControl = each.matches('button, input');
        if (!hasText && !isControl || !each.checkVisibility()) continue;
        const style = getComputedStyle(each);
        found.push([each.textContent.trim().slice(0, 40), contrast(style.color, ground(each)), 4.5]);
        if (isControl)
            found.push(['border of ' + each.textContent, contrast(style.borderColor, ground(each.parentElement)), 3]);
        if (each.matches('#filter'))
            found.push(['placeholder', contrast(getComputedStyle(each, '::placeholder').color, ground(each)), 4.5]);
    }
    for (const each of document.querySelectorAll('.steps .done, .steps .now, .steps .failed'))
        found.push(['bar of ' + each.textContent, contrast(getComputedStyle(each).borderTopColor, ground(each)), 3]);
    const accent = getComputedStyle(document.body).getPropertyValue('--accent');
    found.push(['focus', contrast(accent, ground(document.body)), 3]);
    return found;"""


class Access(PageCase):
    def show_all(self, **how):
        """A rack with everything that the page can show, and an open log."""
        self.server.logs["FDO24160012"] = [
            racks.line("x" * 300), racks.line("slow", "warning"), racks.line("y", "error")]
        status = racks.rack()
        status["hashing"] = [{"image": racks.NEW, "bytes": 1, "size": 2}]
        status["switches"] += [
            racks.seen(40, "x" * 200, serial="S" * 200, running_image="I" * 200, message=racks.line("M" * 1000)),
            racks.downloading(41, last_seen=racks.at("10:01:00")), racks.seen(42, state="reloading")]
        self.show(status, **how)
        self.toggle("leaf2")
        self.browser.wait_for_text(".lines", "slow")

    def focused(self, script):
        return self.browser.run("const it = document.activeElement; return " + script)

    def press(self, *keys):
        self.browser.driver.switch_to.active_element.send_keys(*keys)

    def test_works_with_the_keyboard_only(self):
        self.server.logs["FDO24160013"] = [racks.line("one line")]
        self.show(racks.rack())
        passed = []
        while self.focused("it.closest('.switch') === null"):
            self.press(Keys.TAB)
            passed.append(self.focused("it.innerText || it.id"))
            outline = self.focused("getComputedStyle(it).outlineStyle + getComputedStyle(it).outlineWidth")
            self.assertEqual(outline, "solid3px", passed[-1])
            self.assertLess(len(passed), 30)
        wanted = ["Skip to the switches", "8 switches", "1 failed", "3 running", "2 no reports", "1 waiting",
                  "1 provisioned", "leaf3"]
        self.assertEqual(passed[:len(wanted)], wanted)
        self.assertIn("filter", passed)
        self.press(Keys.ENTER)
        self.browser.wait_for_text(".lines", "one line")
        self.assertEqual(self.focused("it.getAttribute('aria-expanded')"), "true")
        self.press(Keys.TAB)
        self.assertEqual(self.focused("it.getAttribute('aria-label')"), "Log of leaf3")
        self.press(Keys.SHIFT, Keys.TAB)
        self.press(Keys.SPACE)
        self.assertEqual(self.focused("it.getAttribute('aria-expanded')"), "false")

    def test_skips_to_the_switches(self):
        self.show(racks.rack())
        self.press(Keys.TAB)
        self.press(Keys.ENTER)
        self.assertEqual(self.focused("it.id"), "switches")

    def nodes(self):
        """Role and name of everything in the accessibility tree."""
        tree = self.browser.command("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node["ignored"]]

    def check_roles(self):
        nodes = self.nodes()
        for node in (
            ("table", "Switches and how far each one is"), ("columnheader", "Progress"),
            ("progressbar", racks.NEW), ("button", "Log of leaf2"), ("region", "Log of leaf2"),
            ("button", "Copy the lines for FDO24160099"), ("searchbox", "Filter"), ("heading", "Failed"),
            ("group", "Show the switches that are"), ("main", ""),
        ):
            self.assertIn(node, nodes)
        roles = [role for role, _ in nodes]
        self.assertEqual(roles.count("row"), 1 + 7 + 11, "head, groups, switches")
        self.assertGreaterEqual(roles.count("cell"), 11 * 5)
        self.assertTrue(any(role == "rowheader" and name.startswith("leaf2") for role, name in nodes))
        self.assertIn("status", roles)

    def test_has_roles_and_names_for_screen_readers(self):
        self.show_all()
        self.check_roles()
        self.assertEqual(self.browser.run("return document.documentElement.lang"), "en")

    def test_stays_a_table_for_screen_readers_on_a_phone(self):
        self.show_all(width=320)
        self.check_roles()

    def test_reads_out_changes_of_state_but_not_progress(self):
        self.show(racks.status(*(racks.downloading(number) for number in range(1, 7))))
        quiet = self.browser.text("[role=status]")
        self.server.status = racks.status(*(racks.downloading(number, megabytes=800) for number in range(1, 7)))
        self.browser.wait_for_text(".numbers", "800 MB")
        self.assertEqual(self.browser.text("[role=status]"), quiet)
        self.server.status = racks.status(*(racks.provisioned(number) for number in range(1, 6)), racks.failed(6))
        self.browser.wait_for_text("[role=status]", "leaf6 failed: cannot download")
        self.assertIn("leaf1 is provisioned; leaf2 is provisioned; and 3 more", self.browser.text("[role=status]"))
        live = self.browser.all("[role=status], [role=alert], [aria-live]")
        self.assertEqual(len(live), 2, "the state and the connection")

    def test_is_legible_in_light_and_dark(self):
        grounds = set()
        for dark in (False, True):
            self.show_all(dark=dark)
            grounds.add(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
            found = self.browser.run(CONTRASTS)
            self.assertGreater(len(found), 150)
            self.assertEqual([each for each in found if each[1] < each[2]], [], "dark" if dark else "light")
        self.assertEqual(len(grounds), 2)

    def test_fits_a_narrow_screen_and_a_zoomed_one(self):
        for width in (320, 640, 1153, 1280):  # 640: 1280 at 200 %; 1153: the narrowest table
            self.show_all(width=width)
            self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
            cut = self.browser.run("""
                const isCut = (each) => each.getBoundingClientRect().right > innerWidth
                    || getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1;
                return [...document.querySelectorAll('main *')].filter((each) => each.checkVisibility()
                    && !each.closest('thead, .spoken') && isCut(each)).map((each) => each.className || each.tagName)""")
            self.assertEqual(cut, [], width)

    def test_has_targets_for_fingers(self):
        for how in ({"width": 320}, {"width": 1200, "touch": True}):
            self.show_all(**how)
            small = self.browser.run("""
                return [...document.querySelectorAll('button, input, .names a')].filter(
                    (each) => each.checkVisibility() && Math.min(each.offsetWidth, each.offsetHeight) < 44).map(
                    (each) => each.innerText)""")
            self.assertEqual(small, [], how)

    def test_moves_only_for_those_who_want_it(self):
        moving = "return document.getAnimations().length"
        self.show_all()
        self.assertEqual(self.browser.run(moving), 0)
        self.show_all(still=False)
        self.assertGreater(self.browser.run(moving), 0)


if __name__ == "__main__":
    main()
