// Asks the server once a second, and shows what has changed.

const interval = 1000; // milliseconds between an answer and the next request
const timeout = 10000; // milliseconds to wait for an answer
const longestGap = 10000; // milliseconds between two requests; after more, the computer was asleep

let etag = null; // of the status that is shown
let askedAt = null; // the computer's time of the last request
let status = null; // the last one
let isFilled = false;
let received = null; // the server's time in the last status, and the page's own time then
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
    showCounts(rows, wantedState, choose);
    filterRows(rows, wantedState, byId("filter").value);
}

function show() {
    const now = serverTime();
    const before = new Map(rows.map((row) => [row, row.state]));
    rows = showSwitches(status.switches, now);
    showFailures(rows, now);
    showFaults(status.faults);
    showHashing(status.hashing);
    showUnlisted(rows, now);
    showChoice();
    if (isFilled) announceChanges(rows, before);
    isFilled = true;
    byId("server").dataset.version = status.version ?? "";
}

/** Shows what changes with the clock only. */
function showClock() {
    const now = serverTime();
    if (rows.some((row) => stateAt(row.shown, now) !== row.state)) keepingFocus(show);
    for (const row of rows) {
        showTimes(row, now);
        refreshLog(row);
    }
    setText(byId("server"), `poap-server-stub ${byId("server").dataset.version}, ${clock(now, now)} UTC`);
}

function showConnection(fault) {
    byId("main").classList.toggle("stale", fault !== null);
    const since = answeredAt === null ? "" : ` since ${clock(answeredAt, answeredAt)}`;
    const what = fault?.name === "StatusError" ? fault.message : `No answer from the server${since}`;
    showText(byId("connection"), fault && `${what}. Trying again.`);
}

/** The server's new status and its tag, or null if it has not changed. */
async function ask() {
    if (askedAt !== null && Date.now() - askedAt > longestGap) etag = null; // the page's own clock may have stood still
    askedAt = Date.now();
    const headers = etag === null ? {} : { "If-None-Match": etag };
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch("/api/switches", { cache: "no-store", headers, signal });
    if (answer.status === 304) return null;
    if (!answer.ok) {
        const fault = new Error(`The server answers with status ${answer.status} instead of its switches`);
        fault.name = "StatusError";
        throw fault;
    }
    return { status: asStatus(await answer.json()), etag: answer.headers.get("ETag") };
}

async function update() {
    let answer;
    try {
        answer = await ask();
    } catch (fault) {
        showConnection(fault);
        return;
    }
    if (answer) {
        status = answer.status;
        received = { time: status.time ?? Date.now(), at: performance.now() };
        keepingFocus(show);
        etag = answer.etag;
    }
    answeredAt = serverTime();
    showConnection(null);
    showClock();
}

async function run() {
    try {
        await update();
    } finally {
        setTimeout(run, interval);
    }
}

makeGroups();
byId("filter").addEventListener("input", showChoice);
run();
