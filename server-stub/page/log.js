// The log of a switch, which its button unfolds. It is fetched while it is open.

const opened = new Map(); // row to the version of the switch whose log it shows

function showLog(row, lines, requests, now) {
    const region = row.part.log;
    const isAtEnd = region.scrollTop + region.clientHeight >= region.scrollHeight - 4;
    const about = lines.length > 0 ? null : "The switch has reported no lines of log.";
    showText(row.part.about, about);
    const all = [...requests.map((each) => ({ ...each, level: "request", text: each.what })), ...lines];
    all.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
    showList(row.part.lines, all, {
        key: (line) => `${line.time} ${line.level} ${line.text}`,
        create: newElement("li"),
        update: (element, line) => {
            const level = line.level === "info" ? "" : `${line.level}: `;
            element.className = line.level === "error" || line.level === "warning" ? line.level : "";
            setText(element, `${line.time === null ? "" : clock(line.time, now)} ${level}${line.text}`);
        },
    });
    if (isAtEnd) region.scrollTop = region.scrollHeight;
}

/** Fetches the log of an open row if the switch has changed since. */
async function refreshLog(row, now) {
    const version = row.version;
    if (!row.isOpen || opened.get(row) === version) return;
    opened.set(row, version);
    const { address, requests } = row.shown;
    if (address === null) {
        showLog(row, [], requests, now);
        return;
    }
    try {
        const answer = await fetch(`/api/switches/${encodeURIComponent(address)}`, { cache: "no-store" });
        if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
        const lines = asList(asObject(await answer.json())?.log).map(asLine);
        showLog(row, lines, requests, now);
    } catch (fault) {
        opened.delete(row); // so that the next round tries again
        showText(row.part.about, `The log cannot be read: ${fault.message}.`);
    }
}

function toggleLog(row, now) {
    row.isOpen = !row.isOpen;
    setAttribute(row.part.toggle, "aria-expanded", String(row.isOpen));
    setHidden(row.part.detail, !row.isOpen);
    if (row.isOpen) {
        refreshLog(row, now);
    } else {
        opened.delete(row);
    }
}
