// What is above the table: the counts, failures, faults, checksums in the making, and unlisted switches.

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
            setText(element.querySelector(".numbers"), `${image.name}: ${transferred(image)}`);
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

/** A card for each cause, with all switches that failed because of it. */
function showFailures(rows) {
    const causes = new Map();
    for (const row of rows) {
        if (row.shown.state !== "failed") continue;
        const { stage = null, cause = null, advice = null } = row.shown.result ?? {};
        const key = JSON.stringify([stage, cause, advice]);
        if (!causes.has(key)) causes.set(key, { key, stage, cause, advice, rows: [] });
        causes.get(key).rows.push(row);
    }
    showSection("failures", [...causes.values()], {
        key: (failure) => failure.key,
        create: () => fromTemplate("failure-template"),
        update: (card, failure) => {
            showList(card.querySelector(".names"), failure.rows, {
                key: (row) => row.element.id,
                create: linkTo,
                update: (item, row) => setText(item.firstElementChild, row.shown.name),
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

function makeUnlisted() {
    const card = fromTemplate("unlisted-template");
    card.querySelector("button").addEventListener("click", () => {
        copyText(card.querySelector("pre"), card.querySelector("h3").textContent);
    });
    return card;
}

function showUnlisted(rows, now) {
    showSection("unlisted", rows.filter((row) => !row.shown.listed && row.shown.entry !== null), {
        key: (row) => row.element.id,
        create: makeUnlisted,
        update: (card, { shown }) => {
            setText(card.querySelector("h3"), shown.name);
            const request = shown.requests.at(-1);
            showText(card.querySelector(".asked"), request ? requestText(request, now) : null);
            setText(card.querySelector("pre"), shown.entry);
            setAttribute(card.querySelector("pre"), "aria-label", `Lines for ${shown.name}`);
            setText(card.querySelector("button .spoken"), ` the lines for ${shown.name}`);
        },
    });
}

/** Buttons with the number of switches in each state. `wanted` is the state that is shown, or null for all. */
function showCounts(switches, wanted, choose) {
    const counts = new Map([[null, switches.length]]);
    for (const state of states.keys()) counts.set(state, 0);
    for (const each of switches) counts.set(each.state, counts.get(each.state) + 1);
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
            setText(button, state === null ? counted(count, "switch") : `${count} ${stateText({ state })}`);
            setAttribute(button, "aria-pressed", String(state === wanted));
        },
    });
    const title = ["failed", "running"].filter((state) => counts.get(state) > 0)
        .map((state) => `${counts.get(state)} ${state}`);
    document.title = [title.join(", "), "POAP"].filter((part) => part).join(" – ");
}

/** A line that is also read out by screen readers. */
function announce(text) {
    const now = serverTime();
    setText(byId("latest"), `${now === null ? "" : clock(now, now)} ${text}`.trim());
}

function changeText({ shown }) {
    if (shown.state === "failed") return `${shown.name} failed${shown.result?.cause ? `: ${shown.result.cause}` : ""}`;
    if (shown.state === "asked") return `${shown.name} asked this server`;
    return shown.state === "waiting" ? `${shown.name} is not seen yet` : `${shown.name} is ${shown.state}`;
}

/** Announces the rows whose state differs from the one before. */
function announceChanges(rows, before) {
    const most = 3;
    const changed = rows.filter((row) => before.get(row) !== row.shown.state
        && (before.has(row) || row.shown.state !== "waiting"));
    if (changed.length === 0) return;
    changed.sort((a, b) => (b.shown.state === "failed") - (a.shown.state === "failed"));
    const more = changed.length > most ? [`and ${changed.length - most} more`] : [];
    announce([...changed.slice(0, most).map(changeText), ...more].join("; "));
}
