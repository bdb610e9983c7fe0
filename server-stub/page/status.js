// The answer of /api/switches as values of known types. A missing or malformed value becomes null.

/** The states in the table's order: what a switch is, and the heading of those that are. */
const states = new Map([
    ["failed", "Failed"],
    ["running", "Running"],
    ["reloading", "Reloading into an intermediate image"],
    ["asked", "Seen, but without the agent's reports"],
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

/**
 * The state of each step: "done", "now", "failed", "skipped", or "to do". A step without stages of its own is skipped if
 * a later one has any.
 */
function stepStates(stages, state) {
    const found = steps.map(([, names]) => {
        const own = stages.filter((each) => names.includes(each.stage));
        if (own.some((each) => each.state === "failed")) return "failed";
        if (own.length === 0) return "to do";
        return own.at(-1).state === "begun" ? (state === "failed" ? "failed" : "now") : "done";
    });
    if (state === "reloading") found[found.length - 1] = "now";
    if (state === "provisioned") found[found.length - 1] = "done";
    const last = found.findLastIndex((each) => each !== "to do");
    return found.map((each, index) => (each === "to do" && index < last ? "skipped" : each));
}

function asSwitch(value) {
    const from = asObject(value) ?? {};
    const state = states.has(from.state) ? from.state : "waiting";
    const serial = asText(from.serial);
    const mac = asText(from.mac);
    return {
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
        steps: stepStates(asList(from.stages).map(asObject).filter((stage) => stage !== null), state),
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
