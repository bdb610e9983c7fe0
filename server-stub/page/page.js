// Asks the server once a second, and shows what has changed.

const pause = 1000; // milliseconds between two answers
const patience = 10000; // milliseconds to wait for an answer

let etag = null;
let received = null; // the server's time in the last answer, and the page's own time then
let answeredAt = null; // the server's time of the last answer of any kind
let rows = [];
let wantedState = null;

/** The server's time now in milliseconds, or null before the first answer. */
function serverTime() {
    return received && received.time + (performance.now() - received.at);
}

function choose(state) {
    wantedState = wantedState === state ? null : state;
    showChoice();
}

/** Makes sure that the filter does not hide the row. */
function reveal(row) {
    if (!row.element.hidden) return;
    wantedState = null;
    byId("filter").value = "";
    showChoice();
}

function showChoice() {
    showCounts(rows.map((row) => row.shown), wantedState, choose);
    filterRows(rows, wantedState, byId("filter").value);
}

function show(status) {
    const isFirst = received === null;
    received = { time: status.time ?? Date.now(), at: performance.now() };
    const before = new Map(rows.map((row) => [row, row.shown.state]));
    rows = showSwitches(status.switches, received.time);
    showFailures(rows);
    showFaults(status.faults);
    showHashing(status.hashing);
    showUnlisted(rows, received.time);
    showChoice();
    if (!isFirst) announceChanges(rows, before);
    byId("server").dataset.version = status.version ?? "";
}

function showClock() {
    const now = serverTime();
    for (const row of rows) {
        showTimes(row, row.shown, now);
        refreshLog(row, now);
    }
    setText(byId("server"), `poap-server-stub ${byId("server").dataset.version}, ${clock(now, now)} UTC`);
}

function showConnection(fault) {
    byId("main").classList.toggle("stale", fault !== null);
    const since = answeredAt === null ? "" : ` since ${clock(answeredAt, answeredAt)}`;
    const what = fault?.name === "StatusError" ? fault.message : `No answer from the server${since}`;
    showText(byId("connection"), fault && `${what}. Trying again.`);
}

/** The server's new status, or null if it has not changed. */
async function ask() {
    const headers = etag === null ? {} : { "If-None-Match": etag };
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch("/api/switches", { cache: "no-store", headers, signal });
    if (answer.status === 304) return null;
    if (!answer.ok) {
        const fault = new Error(`The server answers with status ${answer.status} instead of its switches`);
        fault.name = "StatusError";
        throw fault;
    }
    const status = asStatus(await answer.json());
    etag = answer.headers.get("ETag");
    return status;
}

async function update() {
    let status;
    try {
        status = await ask();
    } catch (fault) {
        showConnection(fault);
        return;
    }
    if (status) keepingFocus(() => show(status));
    answeredAt = serverTime();
    showConnection(null);
    showClock();
}

async function run() {
    try {
        await update();
    } finally {
        setTimeout(run, pause);
    }
}

makeGroups();
byId("filter").addEventListener("input", showChoice);
run();
