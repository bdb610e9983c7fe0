"""page_test.py STUB: what the live page shows, with data of the tests' making."""
import json

import racks
from page_case import PageCase, main

IMAGE = "http://10.10.20.20:5000/images/nxos.9.3.11.bin"


class Page(PageCase):
    def test_shows_each_switch_in_the_group_of_its_state(self):
        self.show(racks.rack(), stopped=True)
        self.assertEqual(
            [each.text for each in self.browser.all(".count")],
            ["8 switches", "1 failed", "3 running", "2 no reports", "1 waiting", "1 provisioned"])
        shown = self.browser.run("""
            return [...document.querySelectorAll('tbody:not([hidden]) tr')].map(
                (row) => row.querySelector('.name')?.textContent ?? '= ' + row.textContent.trim())""")
        self.assertEqual(shown, [
            "= Failed (1)", "leaf3", "= Running (3)", "leaf1", "leaf2", "leaf4",
            "= Seen, no reports from the agent (2)", "leaf5", "FDO24160099",
            "= Not seen yet (1)", "leaf6", "= Provisioned (1)", "spine1"])
        self.assertEqual(self.browser.driver.title, "1 failed, 3 running – POAP")
        row = self.browser.row("leaf2").text
        for text in ("FDO24160012", "700f.6a91.000c", "attempt 2", racks.OLD, racks.NEW, "since 10:03:48",
                     "450 MB of 1.9 GB, 98 MB/s, 14 s left", "downloading " + IMAGE.replace("9.3.11", "9.3.10")):
            self.assertIn(text, row)
        self.assertIn("10:02:10 registered, 10:02:12 fetched its configuration", self.browser.row("leaf5").text)
        self.assertIn("podvars.yml:31: leaf3's image", self.browser.text("#faults"))

    def steps(self, name):
        """The states of the steps from identify to reload."""
        script = "return [...arguments[0].querySelectorAll('.steps li')].map((step) => step.textContent.split(': ')[1])"
        return self.browser.run(script, self.browser.row(name))

    def test_shows_the_steps_of_a_run(self):
        self.show(racks.rack())
        done = ["done", "done", "done"]
        self.assertEqual(self.steps("leaf2"), done + ["in progress", "to do", "to do"])
        self.assertEqual(self.steps("leaf3"), done + ["failed", "to do", "to do"])
        self.assertEqual(self.steps("spine1"), done + ["done", "done", "not observed"])

    def test_calls_a_step_not_needed_only_if_all_events_of_the_run_came(self):
        commit = racks.stages("commit", "done")[-1:]
        hop = [each for each in racks.stages("commit", "done") if each["stage"] != "stage the configuration"]
        self.show(racks.status(
            racks.seen(1, "hop", state="reloading", stages=hop),
            racks.seen(2, "odd", state="reloading", stages=commit),
            racks.seen(3, "restarted", state="running", stages=commit, complete=False),
            racks.seen(4, "gap", state="running", stages=racks.stages("check the plan"), complete=False),
            racks.seen(5, "old", state="running", stages=commit, complete=None)))
        self.assertEqual(self.steps("hop"), ["done", "done", "not needed", "done", "done", "in progress"])
        self.assertEqual(
            self.steps("odd"), ["unknown", "unknown", "not needed", "not needed", "done", "in progress"])
        self.assertEqual(self.steps("restarted"), ["unknown"] * 4 + ["done", "to do"])
        self.assertEqual(self.steps("gap"), ["done", "in progress"] + ["unknown"] * 3 + ["to do"])
        self.assertEqual(self.steps("old"), ["unknown"] * 4 + ["done", "to do"])

    def test_shows_how_far_checksums_and_install_all_are(self):
        self.show(racks.status(
            racks.seen(1, install=45, stages=racks.stages("commit")),
            hashing=[{"image": racks.NEW, "bytes": 1_200_000_000, "size": 1_900_000_000}]))
        self.assertIn("nxos.9.3.10.bin: 1.2 GB of 1.9 GB", self.browser.text("#hashing"))
        self.assertIn("install all: 45 %", self.browser.row("leaf1").text)

    def test_puts_failures_on_top(self):
        self.show(racks.status(racks.downloading(1), racks.downloading(2), racks.downloading(3)))
        self.assertFalse(self.browser.one("#failures").is_displayed())
        self.server.status = racks.status(racks.failed(1), racks.failed(2), racks.failed(3, cause="no space left"))
        self.browser.wait_for_text("#latest", "leaf1 failed: cannot download " + IMAGE)
        cards = [each.text for each in self.browser.all(".failure")]
        self.assertEqual(len(cards), 2, "one for each cause")
        for text in ("leaf1\nleaf2", "Stage: stage the image", "answers 404 (Not Found)", "What to do: check that the"):
            self.assertIn(text, cards[0])
        self.assertIn("leaf3\nStage: stage the image\nno space left", cards[1])
        self.assertEqual(self.browser.driver.title, "3 failed – POAP")

    def test_shows_causes_that_differ_only_in_the_switchs_own_names_once(self):
        cause = "cannot download http://10.10.20.20/%s/conf_%s.cfg: 404"
        names = [("leaf%d" % number, "FDO2416%04d" % number) for number in range(1, 31)]
        self.show(racks.status(*(
            racks.failed(number, cause=cause % own) for number, own in enumerate(names, start=1))))
        self.assertEqual([each.text for each in self.browser.all(".cause")], [cause % ("…", "…")])
        self.assertEqual(len(self.browser.all(".names a")), 30)
        self.server.status = racks.status(racks.failed(1, cause=cause % ("leaf1", "FDO24160001")))
        self.browser.wait_for_text(".cause", cause % ("leaf1", "FDO24160001"))

    def test_moves_the_focus_from_a_failure_that_disappears_to_its_row(self):
        self.show(racks.status(racks.failed(1), racks.downloading(2)))
        self.browser.run("document.querySelector('.names a').focus()")
        self.server.status = racks.status(racks.seen(1, attempts=2), racks.downloading(2))
        self.browser.wait_for_text(".attempts", "attempt 2")
        self.assertTrue(self.browser.run("return document.activeElement === arguments[0]", self.browser.row("leaf1")))

    def test_says_when_an_old_message_came(self):
        old = racks.line("from before", "error", time="10:01:02")
        self.show(racks.status(
            racks.seen(1, message=old),
            racks.seen(2, message=racks.line("from now")),
            racks.failed(3, "leaf3", "no space left", started=racks.at("10:04:30"))))
        messages = {name: self.browser.one(".message", self.browser.row(name)).text for name in (
            "leaf1", "leaf2", "leaf3")}
        self.assertEqual(messages, {
            "leaf1": "10:01:02 error: from before", "leaf2": "from now", "leaf3": "10:04:12 no space left"})
        self.assertEqual(self.browser.text(".names"), "leaf3 (10:04:12)")

    def test_leads_from_a_failure_to_its_row_even_if_it_is_filtered(self):
        self.show(racks.rack())
        self.browser.one("#filter").send_keys("spine")
        self.browser.wait(lambda: not self.browser.row("leaf3").is_displayed(), "leaf3 is not filtered")
        self.browser.one(".names a").click()
        self.browser.wait(lambda: self.browser.row("leaf3").is_displayed(), "leaf3 is hidden")
        self.assertTrue(self.browser.run("return document.activeElement === arguments[0]", self.browser.row("leaf3")))

    def test_gives_the_lines_for_an_unlisted_switch(self):
        self.show(racks.rack())
        self.assertIn("not in the inventory", self.browser.row("FDO24160099").text)
        lines = "  - hostname: switch99\n    id: \"FDO24160099\"\n    system_image: \"\"\n"
        self.assertEqual(self.browser.one("#unlisted pre").get_attribute("textContent"), lines)
        self.browser.one("#unlisted button").click()
        self.assertRegex(
            self.browser.text("#latest"), "The lines for FDO24160099 are (copied|selected: copy them now)[.]")
        self.assertEqual(self.browser.run("return getSelection().toString()").strip(), lines.strip())

    def test_folds_all_but_ten_unlisted_switches(self):
        self.show(racks.status(*(racks.unlisted(number) for number in range(1, 14))))
        shown = self.browser.run(
            "return [...document.querySelectorAll('#unlisted .card')].map((card) => card.checkVisibility())")
        self.assertEqual(shown, [True] * 10 + [False] * 3)
        self.browser.one("#more-unlisted summary").click()
        self.assertEqual(self.browser.text("#more-unlisted summary"), "and 3 more")
        self.browser.run("document.querySelectorAll('#unlisted .card')[10].querySelector('button').focus()")
        self.server.status = racks.status(*(racks.unlisted(number) for number in range(2, 14)))
        self.browser.wait_for_text("#more-unlisted summary", "and 2 more")
        self.assertEqual(self.browser.run("""
            const place = document.activeElement.closest('.card');
            return [...document.querySelectorAll('#unlisted > ul > .card')].indexOf(place)"""), 9)
        self.server.status = racks.status(*(racks.unlisted(number) for number in range(4, 14)))
        self.browser.wait(lambda: not self.browser.one("#more-unlisted").is_displayed(), "there are no more")

    def test_unfolds_the_log_while_the_switch_reports(self):
        self.server.logs["FDO24160001"] = [racks.line("first"), racks.line("second", "warning")]
        self.show(racks.status(racks.downloading(1)))
        path = "/api/switches/FDO24160001"
        self.assertNotIn(path, self.server.asked)
        self.toggle("leaf1")
        self.browser.wait_for_text(".lines", "10:04:58 warning: second")
        first = self.browser.one(".lines li")
        self.server.logs["FDO24160001"].append(racks.line("third", time="10:05:00"))
        self.server.status = racks.status(racks.downloading(1, megabytes=500))
        self.browser.wait_for_text(".lines", "10:05:00 third")
        self.assertTrue(first.is_displayed(), "the line was not made again")
        self.toggle("leaf1")
        asked = self.server.asked.count(path)
        self.server.status = racks.status(racks.downloading(1, megabytes=600))
        self.browser.wait_for_text(".numbers", "600 MB")
        self.assertEqual(self.server.asked.count(path), asked, "the log was fetched while it was closed")

    def test_asks_once_at_a_time_for_a_log(self):
        self.show(racks.status(racks.downloading(1)))
        path = "/api/switches/FDO24160001"
        self.server.logs["FDO24160001"] = [racks.line("late")]
        with self.server.delayed_logs():
            self.toggle("leaf1")
            for megabytes in (500, 600, 700):
                self.server.status = racks.status(racks.downloading(1, megabytes=megabytes))
                self.browser.wait_for_text(".numbers", "%d MB" % megabytes)
            self.assertEqual(self.server.asked.count(path), 1)
        self.browser.wait_for_text(".lines", "late")
        self.browser.wait(lambda: self.server.asked.count(path) == 2, "the log of the last change is not fetched")

    def test_gives_up_a_log_that_does_not_come_and_tries_again(self):
        self.show(racks.status(racks.downloading(1)))
        self.server.logs["FDO24160001"] = [racks.line("late")]
        self.browser.run("""
            const timeout = AbortSignal.timeout;
            AbortSignal.timeout = () => timeout.call(AbortSignal, 1000);""")
        with self.server.delayed_logs():
            self.toggle("leaf1")
            self.browser.wait_for_text(".about", "The log cannot be read")
        self.browser.wait_for_text(".lines", "late")

    def test_puts_silent_switches_first(self):
        reloading = racks.seen(3, state="reloading", stages=racks.stages("commit", "done"))
        self.show(racks.status(racks.failed(1), racks.downloading(2), reloading), stopped=True)
        self.assertEqual(self.browser.all(".count.silent"), [])
        self.browser.advance(121)
        self.browser.wait_for_text(".badge", "silent")
        self.assertEqual([each.text for each in self.browser.all(".switch .name")], ["leaf2", "leaf1", "leaf3"])
        self.assertEqual(self.browser.driver.title, "1 failed, 1 silent – POAP")
        self.assertIn("leaf2 is silent", self.browser.text("#latest"))
        self.assertEqual([each.text for each in self.browser.all(".no-report")], [
            "no report for 2 min 2 s", "", "no report for 2 min 2 s"])
        self.browser.advance(780)
        self.browser.wait_for_text(".count.silent", "2 silent")
        self.browser.one(".count.silent").click()
        self.assertEqual(
            [each.text for each in self.browser.all(".switch .name") if each.is_displayed()], ["leaf2", "leaf3"])

    def test_shows_no_rate_of_a_download_that_has_stalled(self):
        self.show(racks.status(racks.downloading(1)), stopped=True)
        self.browser.advance(3)
        self.browser.wait_for_text(".numbers", "450 MB of 1.9 GB, 98 MB/s, 11 s left")
        self.browser.advance(3)
        self.browser.wait(lambda: self.browser.text(".numbers").endswith("450 MB of 1.9 GB"), "the rate is shown")

    def test_filters_by_state_and_text(self):
        self.show(racks.rack())

        def shown():
            return [each.text for each in self.browser.all(".switch .name") if each.is_displayed()]
        self.browser.one(".count.running").click()
        self.assertEqual(shown(), ["leaf1", "leaf2", "leaf4"])
        self.browser.one("#filter").send_keys("0012")
        self.assertEqual(shown(), ["leaf2"])
        self.browser.one(".count.provisioned").click()
        self.assertEqual(shown(), [])
        self.assertEqual(self.browser.text("#nothing"), "No switch matches the filter.")

    def test_changes_only_what_differs_among_500_switches(self):
        seen = racks.at("11:00:00")  # so that nothing changes because of the time that the test takes
        switches = [racks.downloading(number, last_seen=seen) for number in range(1, 501)]
        self.show(racks.status(*switches))
        self.browser.run("""
            window.changed = [];
            window.added = 0;
            new MutationObserver((records) => records.forEach((record) => {
                const row = record.target.closest('.switch');
                const isClock = record.target.matches('.elapsed');
                if (row && !isClock) changed.push(row.querySelector('.name').textContent);
                added += [...record.addedNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE).length;
            })).observe(document.getElementById('table'), {subtree: true, childList: true, attributes: true});""")
        switches[249] = racks.downloading(250, megabytes=999, last_seen=seen)
        self.server.status = racks.status(*switches)
        self.browser.wait_for_text(".numbers", "999 MB")
        self.assertEqual(self.browser.run("return added"), 0)
        self.assertEqual(set(self.browser.run("return changed")), {"leaf250"})

    def test_keeps_focus_log_and_selection_when_a_switch_changes_its_state(self):
        self.server.logs["FDO24160001"] = [racks.line("first")]
        self.show(racks.status(racks.downloading(1), racks.downloading(2)))
        self.toggle("leaf1")
        self.browser.wait_for_text(".lines", "first")
        row = self.browser.row("leaf1")
        self.browser.run("""
            arguments[0].querySelector('.toggle').focus();
            getSelection().selectAllChildren(document.querySelectorAll('.switch .serial')[1]);""", row)
        self.server.status = racks.status(racks.provisioned(1), racks.downloading(2, megabytes=700))
        self.browser.wait_for_text("#latest", "leaf1 is provisioned")
        self.assertEqual(self.state("leaf1"), "provisioned")
        self.assertTrue(self.browser.run(
            "return arguments[0].querySelector('.toggle') === document.activeElement", row))
        self.assertTrue(self.browser.one(".log", row).is_displayed())
        self.assertEqual(self.browser.run("return getSelection().toString()"), "FDO24160002")

    def test_keeps_the_row_of_a_switch_whose_serial_number_becomes_known(self):
        listed = {**racks.waiting(1), "key": None, "serial": None, "mac": "700f.6a91.0001"}
        self.show(racks.status(listed))
        row = self.browser.row("leaf1")
        self.server.status = racks.status(racks.downloading(1, key=None))
        self.browser.wait_for_text(".badge", "running")
        self.assertIn("FDO24160001", row.text)

    def test_asks_only_for_changes_and_lets_the_time_run(self):
        self.show(racks.status(racks.downloading(1)))
        elapsed = self.browser.text(".elapsed")
        self.browser.wait(lambda: self.browser.text(".elapsed") != elapsed, "the time does not run")
        self.browser.wait(lambda: len(self.server.answers) >= 3, "the page does not ask again")
        self.assertEqual(self.server.answers[:3], [200, 304, 304])

    def test_asks_for_everything_after_the_computer_was_asleep(self):
        self.show(racks.status(racks.downloading(1)))
        self.browser.wait(lambda: 304 in self.server.answers, "the page does not ask again")
        self.browser.run("const now = Date.now; Date.now = () => now() + 3600000")
        self.browser.wait(lambda: self.server.answers.count(200) == 2, "the page asks only for changes")

    def test_asks_again_for_a_status_that_it_could_not_show(self):
        self.expected = ("Cannot read properties of null",)
        self.show(racks.status())
        self.browser.run("window.faults = document.getElementById('faults'); faults.remove()")
        self.server.status = racks.status(faults=["a fault"])
        self.browser.wait(lambda: self.server.answers.count(200) >= 3, "the page does not ask again")
        self.browser.run("document.getElementById('attention').append(faults)")
        self.browser.wait_for_text("#faults", "a fault")

    def test_says_since_when_the_server_does_not_answer_and_recovers(self):
        self.expected = ("net::ERR_EMPTY_RESPONSE", "status of 500")
        self.show(racks.status(racks.downloading(1)))
        self.server.is_away = True
        self.browser.wait_for_text("#connection", "No answer from the server since 10:05:")
        self.assertIn("stale", self.browser.one("#main").get_attribute("class"))
        self.assertIn("450 MB", self.browser.row("leaf1").text, "the last data stay")
        self.server.is_away, self.server.failing = False, 500
        self.browser.wait_for_text("#connection", "The server answers with status 500")
        self.server.failing = None
        self.server.status = racks.status(racks.provisioned(1))
        self.browser.wait_for_text(".badge", "provisioned")
        self.assertFalse(self.browser.one("#connection").is_displayed())

    def test_accepts_an_answer_without_any_of_its_values(self):
        for status in ({}, {"switches": None}, [], {"switches": [None, {}, 7, {"requests": [None], "stages": [None]}]}):
            with self.subTest(json.dumps(status)):
                self.server.status = status
                self.browser.open(self.server.url)
                self.browser.wait_for_text("#server", "UTC")


if __name__ == "__main__":
    main()
