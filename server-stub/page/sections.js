// What is above the table: the counts, failures, faults, checksums that are computed, and unlisted switches.

const firstUnlisted = 10; // cards that are shown at once
const unlistedCards = new WeakMap(); // row to its card

/** Shows the section's list, or hides the section if the list is empty. */
function showSection(id, items, how) {
    const section = byId(id);
    showList(section.querySelector("ul"), items, how);
    setHidden(section, items.length === 0);
}

function showFaults(faults) {
    showSection("faults", faults, { key: (fault) => fault, create: newElement("li"), update: setText });
}

function showHashing(images) {
    showSection("hashing", images, {
        key: (image) => image.name,
        create: () => fromTemplate("hashing-template"),
        update: (element, image) => {
            setText(element.querySelector(".numbers"), `${image.name}: ${transferred(image, 0)}`);
            showProgress(element.querySelector("progress"), image.bytes, image.size, image.name);
        },
    });
}

function linkTo(row) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${row.element.id}`;
    link.addEventListener("click", () => reveal(row));
    item.append(link);
    return item;
}

/** The text with "…" in place of the switch's own names. */
function withoutNames(text, { name, serial, mac }) {
    return [name, serial, mac].filter((own) => own !== null).reduce((rest, own) => {
        const literal = own.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
        return rest.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu"), "…");
    }, text);
}

/** The failures with all switches of each. Causes that differ only in the switch's own names are the same failure. */
function failuresOf(rows) {
    const failures = new Map();
    for (const row of rows) {
        if (row.state !== "failed") continue;
        const { stage = null, cause = null, advice = null } = row.shown.result ?? {};
        const [ownCause, ownAdvice] = [cause, advice].map((text) => text && withoutNames(text, row.shown));
        const key = JSON.stringify([stage, ownCause, ownAdvice]);
        if (!failures.has(key)) failures.set(key, { key, stage, cause, advice, rows: [] });
        const failure = failures.get(key);
        if (failure.rows.length > 0) Object.assign(failure, { cause: ownCause, advice: ownAdvice });
        failure.rows.push(row);
    }
    return [...failures.values()];
}

function showFailures(rows, now) {
    showSection("failures", failuresOf(rows), {
        key: (failure) => failure.key,
        create: () => fromTemplate("failure-template"),
        update: (card, failure) => {
            showList(card.querySelector(".names"), failure.rows, {
                key: (row) => row.element.id,
                create: linkTo,
                update: (item, { shown }) => setText(item.firstElementChild, isOld(shown.ended, shown)
                    ? `${shown.name} (${clock(shown.ended, now)})` : shown.name),
            });
            showText(card.querySelector(".stage"), failure.stage && `Stage: ${failure.stage}`);
            showText(card.querySelector(".cause"), failure.cause ?? "The switch reported no cause.");
            showText(card.querySelector(".advice"), failure.advice && `What to do: ${failure.advice}`);
        },
    });
}

/** Copies the text, or at least selects it: browsers allow no more to a page without HTTPS. */
function copyText(element, name) {
    getSelection().selectAllChildren(element);
    const isCopied = document.execCommand("copy");
    announce(isCopied ? `The lines for ${name} are copied.` : `The lines for ${name} are selected: copy them now.`);
}

/** The row's card, which may move between the lists. */
function unlistedCard(row) {
    if (unlistedCards.has(row)) return unlistedCards.get(row);
    const card = fromTemplate("unlisted-template");
    unlistedCards.set(row, card);
    card.querySelector("button").addEventListener("click", () => {
        copyText(card.querySelector("pre"), card.querySelector("h3").textContent);
    });
    return card;
}

function showUnlisted(rows, now) {
    const unlisted = rows.filter((row) => !row.shown.listed && row.shown.entry !== null);
    const how = {
        key: (row) => row.element.id,
        create: unlistedCard,
        update: (card, { shown }) => {
            setText(card.querySelector("h3"), shown.name);
            const request = shown.requests.at(-1);
            showText(card.querySelector(".asked"), request ? timedText(request.time, request.what, now) : null);
            setText(card.querySelector("pre"), shown.entry);
            setAttribute(card.querySelector("pre"), "aria-label", `Lines for ${shown.name}`);
            setText(card.querySelector("button .spoken"), ` the lines for ${shown.name}`);
        },
    };
    showSection("unlisted", unlisted.slice(0, firstUnlisted), how);
    const others = byId("more-unlisted");
    showList(others.querySelector("ul"), unlisted.slice(firstUnlisted), how);
    setText(others.querySelector("summary"), `and ${unlisted.length - firstUnlisted} more`);
    setHidden(others, unlisted.length <= firstUnlisted);
}

/** Buttons with the number of switches in each state. `wanted` is the state that is shown, or null for all. */
function showCounts(rows, wanted, choose) {
    const counts = new Map([[null, rows.length]]);
    for (const state of states.keys()) counts.set(state, 0);
    for (const { state } of rows) counts.set(state, counts.get(state) + 1);
    const shown = [...counts].filter(([state, count]) => state === null || state === wanted || count > 0);
    showList(byId("counts"), shown, {
        key: ([state]) => String(state),
        create: ([state]) => {
            const button = document.createElement("button");
            button.type = "button";
            button.className = `count ${state ?? ""}`;
            button.addEventListener("click", () => choose(state));
            return button;
        },
        update: (button, [state, count]) => {
            setText(button, state === null ? counted(count, "switch") : `${count} ${stateText(state)}`);
            setAttribute(button, "aria-pressed", String(state === wanted));
        },
    });
    const title = ["failed", "silent", "running"].filter((state) => counts.get(state) > 0)
        .map((state) => `${counts.get(state)} ${state}`);
    document.title = [title.join(", "), "POAP"].filter((part) => part).join(" – ");
}

/** A line that is also read out by screen readers. */
function announce(text) {
    const now = serverTime();
    setText(byId("latest"), timedText(now, text, now));
}

function changeText({ shown, state }) {
    if (state === "failed") return `${shown.name} failed${shown.result?.cause ? `: ${shown.result.cause}` : ""}`;
    if (state === "asked") return `${shown.name} contacted this server`;
    return state === "waiting" ? `${shown.name} is not seen yet` : `${shown.name} is ${state}`;
}

/** Announces the rows whose state differs from the one before. */
function announceChanges(rows, before) {
    const limit = 3;
    const changed = rows.filter((row) => before.get(row) !== row.state && (before.has(row) || row.state !== "waiting"));
    if (changed.length === 0) return;
    changed.sort((a, b) => (b.state === "failed") - (a.state === "failed"));
    const more = changed.length > limit ? [`and ${changed.length - limit} more`] : [];
    announce([...changed.slice(0, limit).map(changeText), ...more].join("; "));
}
