// The answer of /api/switches as values of known types. A missing or malformed value becomes null.

/** The states in the table's order, and the heading of the switches in each. Only the page says "silent". */
const states = new Map([
    ["silent", "Silent: the reports have stopped"],
    ["failed", "Failed"],
    ["running", "Running"],
    ["reloading", "Reloading into an intermediate image"],
    ["asked", "Seen, no reports from the agent"],
    ["waiting", "Not seen yet"],
    ["provisioned", "Provisioned"],
]);

/** The steps on the page, with the agent's stages (docs/json.md) that each one covers. */
const steps = [
    ["identify", ["lock bootflash", "identify the switch"]],
    ["plan", ["find the POAP server", "register with the POAP server", "plan from the options", "check the plan",
        "tidy bootflash", "look at bootflash"]],
    ["config", ["stage the configuration", "stage the additional files"]],
    ["image", ["stage the image"]],
    ["commit", ["commit"]],
    ["reload", []],
];

const optionalSteps = ["config", "image"]; // a run leaves these out if there is nothing to do
const reloadStates = { reloading: "now", provisioned: "not observed" }; // else it is to come

/** Seconds without a report after which a switch is silent. A reload into an image can take 15 minutes. */
const silentAfter = { running: 120, reloading: 900 };

const asText = (value) => (typeof value === "string" && value !== "" ? printable(value) : null);
const asNumber = (value) => (Number.isFinite(value) && value >= 0 ? value : null);
const asList = (value) => (Array.isArray(value) ? value : []);
const asObject = (value) => (typeof value === "object" && value !== null ? value : null);

function asTime(value) {
    const isTime = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value);
    const time = isTime ? Date.parse(value) : NaN;
    return Number.isNaN(time) ? null : time;
}

function asProgress(value) {
    const from = asObject(value);
    if (!from) return null;
    const total = asNumber(from.size);
    const bytes = asNumber(from.bytes) ?? 0;
    return {
        name: asText(from.file ?? from.image) ?? "",
        bytes: total === null ? bytes : Math.min(bytes, total),
        size: total,
        rate: asNumber(from.rate) ?? 0,
    };
}

function asLine(value) {
    const from = asObject(value) ?? {};
    return { time: asTime(from.time), level: asText(from.level) ?? "info", text: asText(from.message) ?? "" };
}

function asResult(value) {
    const from = asObject(value);
    return from && { stage: asText(from.stage), cause: asText(from.cause), advice: asText(from.advice) };
}

/** The state of a step by its own stages, or null if there are none. */
function stepState(name, stages, state) {
    if (name === "reload") return reloadStates[state] ?? null;
    if (stages.length === 0) return null;
    if (stages.some((each) => each.state === "failed")) return "failed";
    if (stages.at(-1).state !== "begun") return "done";
    return state === "failed" ? "failed" : "now";
}

/**
 * The state of each step, a key of stepWords. `complete` says whether all events of the run were received (null: not
 * known). Only then is a step without stages one that was not needed.
 */
function stepStates(stages, state, complete) {
    const found = steps.map(([name, names]) => {
        return stepState(name, stages.filter((each) => names.includes(each.stage)), state);
    });
    const last = found.findLastIndex((each) => each !== null);
    return found.map((each, index) => {
        const [name] = steps[index];
        if (each !== null) return each;
        if (index > last && (complete !== false || name === "reload")) return "to do";
        return complete && optionalSteps.includes(name) ? "not needed" : "unknown";
    });
}

/** Seconds since the switch was heard of. */
function quietFor(each, now) {
    return each.seen === null ? 0 : Math.max(0, now - each.seen) / 1000;
}

/** The switch's state, or "silent" if it should have reported. */
function stateAt(each, now) {
    return quietFor(each, now) >= (silentAfter[each.state] ?? Infinity) ? "silent" : each.state;
}

function asSwitch(value) {
    const from = asObject(value) ?? {};
    const state = states.has(from.state) ? from.state : "waiting";
    const serial = asText(from.serial);
    const mac = asText(from.mac);
    return {
        key: typeof from.key === "string" ? from.key : null,
        name: asText(from.hostname) ?? serial ?? mac ?? "unnamed",
        address: typeof from.serial === "string" ? from.serial : null, // unchanged: its path in /api/switches
        serial,
        mac,
        state,
        listed: from.listed !== false,
        entry: typeof from.entry === "string" ? printableLines(from.entry) : null,
        attempts: asNumber(from.attempts) ?? 0,
        started: asTime(from.started),
        ended: asTime(from.ended),
        seen: asTime(from.last_seen),
        image: asText(from.running_image),
        planned: asList(from.planned_images).map(asText).filter((name) => name !== null),
        reports: from.reports === true,
        steps: stepStates(asList(from.stages).map(asObject).filter((stage) => stage !== null), state,
            typeof from.complete === "boolean" ? from.complete : null),
        progress: asProgress(from.progress),
        install: asNumber(from.install),
        requests: asList(from.requests).map((each) => ({ time: asTime(each?.time), what: asText(each?.what) ?? "" })),
        message: asObject(from.message) && asLine(from.message),
        result: asResult(from.result),
    };
}

function asStatus(value) {
    const from = asObject(value) ?? {};
    return {
        time: asTime(from.time),
        version: asText(from.version),
        faults: asList(from.faults).map(asText).filter((fault) => fault !== null),
        hashing: asList(from.hashing).map(asProgress).filter((image) => image !== null),
        switches: asList(from.switches).map(asSwitch),
    };
}
