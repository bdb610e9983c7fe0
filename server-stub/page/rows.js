// The table: a row for each switch, in a group for each state.

/** Each state of a step, and its words. */
const stepWords = {
    "done": "done", "now": "in progress", "failed": "failed", "not needed": "not needed", "unknown": "unknown",
    "not observed": "not observed", "to do": "to do",
};
const groups = new Map(); // state to its part of the table
let rowsById = new Map(); // each identity that a switch has to its row
let rowCount = 0;

function makeGroups() {
    for (const state of states.keys()) {
        const group = fromTemplate("group-template");
        byId("table").append(group);
        groups.set(state, group);
    }
}

function makeRow() {
    const element = fromTemplate("row-template");
    rowCount += 1;
    element.id = `switch-${rowCount}`;
    element.tabIndex = -1; // a failure's link moves the focus here
    const one = (selector) => element.querySelector(selector);
    const row = { element, isOpen: false, version: null, shown: null, state: null };
    row.part = {
        name: one(".name"), tag: one(".tag"), serial: one(".serial"), mac: one(".mac"),
        badge: one(".badge"), attempts: one(".attempts"),
        now: one(".now"), planned: one(".planned"),
        steps: one(".steps"), transfer: one(".transfer"), bar: one("progress"), numbers: one(".numbers"),
        message: one(".message"), elapsed: one(".elapsed"), since: one(".since"), noReport: one(".no-report"),
        toggle: one(".toggle"), toggleName: one(".toggle .spoken"),
        detail: one(".detail"), log: one(".log"), about: one(".about"), lines: one(".lines"),
    };
    for (const [name] of steps) {
        const step = fromTemplate("step-template");
        setText(step.querySelector(".step"), name);
        row.part.steps.append(step);
    }
    row.part.detail.id = `${element.id}-log`;
    row.part.toggle.setAttribute("aria-controls", row.part.detail.id);
    row.part.toggle.addEventListener("click", () => toggleLog(row));
    return row;
}

/** The switch's identities: the key that the server gave it, else its serial number and MAC address, else its name. */
function idsOf(each) {
    if (each.key !== null) return [`key ${each.key}`];
    const ids = [each.serial && `serial ${each.serial}`, each.mac && `mac ${each.mac}`].filter((id) => id);
    return ids.length > 0 ? ids : [`name ${each.name}`];
}

/** The row of each switch: the one that it had, or a new one. Equal identities are told apart by their order. */
function rowsOf(switches) {
    const before = rowsById;
    rowsById = new Map();
    const counts = new Map();
    const taken = new Set();
    return switches.map((each) => {
        const ids = idsOf(each).map((id) => {
            counts.set(id, (counts.get(id) ?? 0) + 1);
            return `${counts.get(id)} ${id}`;
        });
        const row = ids.map((id) => before.get(id)).find((known) => known && !taken.has(known)) ?? makeRow();
        for (const id of ids) rowsById.set(id, row);
        taken.add(row);
        return row;
    });
}

function stateText(state) {
    return state === "asked" ? "no reports" : state;
}

/** "10:02:10 registered" */
function timedText(time, text, now) {
    return `${time === null ? "" : clock(time, now)} ${text}`.trim();
}

/** Whether this was before the last run. */
function isOld(time, each) {
    return time !== null && each.started !== null && time < each.started;
}

/** The cause of the failure, else the last line of the log, else requests. What is not of the last run has its time. */
function messageText(each, now) {
    if (each.state === "waiting") return null;
    if (each.state === "failed" && each.result?.cause)
        return timedText(isOld(each.ended, each) ? each.ended : null, each.result.cause, now);
    if (each.message) {
        const { level, text, time } = each.message;
        const line = `${level === "warning" || level === "error" ? `${level}: ` : ""}${text}`;
        return timedText(isOld(time, each) ? time : null, line, now);
    }
    return each.requests.slice(-3).map(({ time, what }) => timedText(time, what, now)).join(", ") || null;
}

function showSteps(row, each) {
    setHidden(row.part.steps, !each.reports);
    each.steps.forEach((state, index) => {
        const step = row.part.steps.children[index];
        setAttribute(step, "class", state.replace(" ", "-"));
        setText(step.lastElementChild, `: ${stepWords[state]}`);
    });
}

function showTransfer(row, each, now) {
    const isShown = each.state === "running" && (each.progress !== null || each.install !== null);
    setHidden(row.part.transfer, !isShown);
    if (!isShown) return;
    if (each.install !== null) {
        setText(row.part.numbers, `install all: ${Math.round(each.install)} %`);
        showProgress(row.part.bar, Math.min(each.install, 100), 100, "install all");
    } else {
        setText(row.part.numbers, `${each.progress.name}: ${transferred(each.progress, quietFor(each, now))}`);
        showProgress(row.part.bar, each.progress.bytes, each.progress.size, each.progress.name);
    }
}

/** Shows what changes with the clock only. */
function showTimes(row, now) {
    const each = row.shown;
    const end = each.ended === null || isOld(each.ended, each) ? now : each.ended;
    showText(row.part.elapsed, each.started === null ? null : duration((end - each.started) / 1000));
    const since = each.started !== null ? `since ${clock(each.started, now)}`
        : each.seen !== null ? `seen ${clock(each.seen, now)}` : null;
    showText(row.part.since, since);
    const quiet = quietFor(each, now);
    showText(row.part.noReport, each.state in silentAfter && quiet > 60 ? `no report for ${duration(quiet)}` : null);
    showTransfer(row, each, now);
}

function showRow(row, now) {
    const each = row.shown;
    setText(row.part.name, each.name);
    setHidden(row.part.tag, each.listed);
    showText(row.part.serial, each.serial === each.name ? null : each.serial);
    showText(row.part.mac, each.mac === each.name ? null : each.mac);
    setText(row.part.badge, stateText(row.state));
    setAttribute(row.part.badge, "class", `badge ${row.state}`);
    showText(row.part.attempts, each.attempts > 0 ? `attempt ${each.attempts}` : null);
    setText(row.part.now.lastElementChild, each.image ?? "");
    setHidden(row.part.now, each.image === null);
    setText(row.part.planned.lastElementChild, each.planned.join(", "));
    setHidden(row.part.planned, each.planned.length === 0);
    showSteps(row, each);
    showText(row.part.message, messageText(each, now));
    setHidden(row.part.toggle, each.state === "waiting" && !row.isOpen);
    setText(row.part.toggleName, ` of ${each.name}`);
    setAttribute(row.part.log, "aria-label", `Log of ${each.name}`);
    const words = [each.name, each.serial, each.mac, each.image, ...each.planned, stateText(row.state)];
    row.text = words.join("\n").toLowerCase();
}

/** Shows all switches. Returns their rows, in the same order. */
function showSwitches(switches, now) {
    const rows = rowsOf(switches);
    rows.forEach((row, index) => {
        const each = switches[index];
        const state = stateAt(each, now);
        const version = JSON.stringify([each, state]);
        if (version === row.version) return;
        Object.assign(row, { shown: each, state, version });
        showRow(row, now);
    });
    for (const [state, group] of groups) {
        showList(group, rows.filter((row) => row.state === state), {
            key: (row) => row.element.id,
            create: (row) => row.element,
            update: () => {},
        });
    }
    return rows;
}

/** Hides the rows that have not the wanted state (null: any) or not the wanted text. */
function filterRows(rows, state, text) {
    const wanted = text.trim().toLowerCase();
    const shown = new Map();
    for (const row of rows) {
        const own = row.state;
        const isShown = (state === null || own === state) && row.text.includes(wanted);
        setHidden(row.element, !isShown);
        if (isShown) shown.set(own, (shown.get(own) ?? 0) + 1);
    }
    for (const [own, group] of groups) {
        setHidden(group, !shown.has(own));
        setText(group.querySelector(".group th"), `${states.get(own)} (${shown.get(own) ?? 0})`);
    }
    showText(byId("nothing"), shown.size > 0 ? null
        : rows.length > 0 ? "No switch matches the filter." : "The inventory has no switches.");
}
