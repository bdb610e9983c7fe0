// The table: a row for each switch, in a group for each state.

const silence = 60; // seconds without a report after which a running switch may be off
const stepWords = { "done": "done", "now": "in progress", "failed": "failed", "skipped": "not needed", "to do": "to do" };

const groups = new Map(); // state to its part of the table
const rowsById = new Map(); // each name that a switch is known by to its row
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
    const row = { element, isOpen: false, version: null, shown: null };
    row.part = {
        name: one(".name"), tag: one(".tag"), serial: one(".serial"), mac: one(".mac"),
        badge: one(".badge"), attempts: one(".attempts"),
        now: one(".now"), planned: one(".planned"),
        steps: one(".steps"), transfer: one(".transfer"), bar: one("progress"), numbers: one(".numbers"),
        message: one(".message"), elapsed: one(".elapsed"), since: one(".since"), silent: one(".silent"),
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
    row.part.toggle.addEventListener("click", () => toggleLog(row, serverTime()));
    return row;
}

/** The switch's row: that of its serial number, else that of its MAC address, else a new one. */
function rowOf(each, taken) {
    const ids = [each.serial && `serial ${each.serial}`, each.mac && `mac ${each.mac}`].filter((id) => id);
    if (ids.length === 0) ids.push(`name ${each.name}`);
    const row = ids.map((id) => rowsById.get(id)).find((known) => known && !taken.has(known)) ?? makeRow();
    for (const id of ids) if (!taken.has(rowsById.get(id))) rowsById.set(id, row);
    return row;
}

function stateText(each) {
    return each.state === "asked" ? "no reports" : each.state;
}

/** What the switch asked for, for one that does not report: "10:02:10 registered" */
function requestText(request, now) {
    return `${request.time === null ? "" : clock(request.time, now)} ${request.what}`.trim();
}

function messageText(each, now) {
    if (each.state === "waiting") return null;
    if (each.state === "failed" && each.result?.cause) return each.result.cause;
    if (each.message) {
        const level = each.message.level;
        return `${level === "warning" || level === "error" ? `${level}: ` : ""}${each.message.text}`;
    }
    return each.requests.slice(-3).map((request) => requestText(request, now)).join(", ") || null;
}

function showSteps(row, each) {
    setHidden(row.part.steps, !each.reports);
    each.steps.forEach((state, index) => {
        const step = row.part.steps.children[index];
        setAttribute(step, "class", state === "to do" ? "todo" : state);
        setText(step.lastElementChild, `: ${stepWords[state]}`);
    });
}

function showTransfer(row, each) {
    const isShown = each.state === "running" && (each.progress !== null || each.install !== null);
    setHidden(row.part.transfer, !isShown);
    if (!isShown) return;
    if (each.install !== null) {
        setText(row.part.numbers, `install all: ${Math.round(each.install)} %`);
        showProgress(row.part.bar, Math.min(each.install, 100), 100, "install all");
    } else {
        setText(row.part.numbers, `${each.progress.name}: ${transferred(each.progress)}`);
        showProgress(row.part.bar, each.progress.bytes, each.progress.size, each.progress.name);
    }
}

/** Shows what changes with the clock only. */
function showTimes(row, each, now) {
    const end = each.ended ?? now;
    showText(row.part.elapsed, each.started === null ? null : duration((end - each.started) / 1000));
    const since = each.started !== null ? `since ${clock(each.started, now)}`
        : each.seen !== null ? `seen ${clock(each.seen, now)}` : null;
    showText(row.part.since, since);
    const quiet = each.seen === null ? 0 : (now - each.seen) / 1000;
    showText(row.part.silent, each.state === "running" && each.reports && quiet > silence
        ? `no report for ${duration(quiet)}` : null);
}

function showRow(row, each, now) {
    setText(row.part.name, each.name);
    setHidden(row.part.tag, each.listed);
    showText(row.part.serial, each.serial === each.name ? null : each.serial);
    showText(row.part.mac, each.mac === each.name ? null : each.mac);
    setText(row.part.badge, stateText(each));
    setAttribute(row.part.badge, "class", `badge ${each.state}`);
    showText(row.part.attempts, each.attempts > 0 ? `attempt ${each.attempts}` : null);
    setText(row.part.now.lastElementChild, each.image ?? "");
    setHidden(row.part.now, each.image === null);
    setText(row.part.planned.lastElementChild, each.planned.join(", "));
    setHidden(row.part.planned, each.planned.length === 0);
    showSteps(row, each);
    showTransfer(row, each);
    showText(row.part.message, messageText(each, now));
    setHidden(row.part.toggle, each.state === "waiting" && !row.isOpen);
    setText(row.part.toggleName, ` of ${each.name}`);
    setAttribute(row.part.log, "aria-label", `Log of ${each.name}`);
    row.text = [each.name, each.serial, each.mac, each.image, ...each.planned, stateText(each)].join("\n").toLowerCase();
}

/** Shows all switches. Returns their rows, in the same order. */
function showSwitches(switches, now) {
    const taken = new Set();
    const rows = switches.map((each) => {
        const row = rowOf(each, taken);
        taken.add(row);
        const version = JSON.stringify(each);
        if (version !== row.version) showRow(row, each, now);
        row.version = version;
        row.shown = each;
        return row;
    });
    for (const [id, row] of rowsById) if (!taken.has(row)) rowsById.delete(id);
    for (const [state, group] of groups) {
        showList(group, rows.filter((row) => row.shown.state === state), {
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
        const own = row.shown.state;
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
