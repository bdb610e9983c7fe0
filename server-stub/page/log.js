// The log of a switch, which its button unfolds. It is fetched while it is open.

const opened = new Map(); // row to the version of the switch whose log it shows
const fetching = new Set(); // rows whose log is on its way

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

async function fetchLog(address) {
    if (address === null) return [];
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch(`/api/switches/${encodeURIComponent(address)}`, { cache: "no-store", signal });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    return asList(asObject(await answer.json())?.log).map(asLine);
}

/** Fetches the log of an open row if the switch has changed since. After a fault, the next call tries again. */
async function refreshLog(row) {
    const { version, shown } = row;
    if (!row.isOpen || fetching.has(row) || opened.get(row) === version) return;
    fetching.add(row);
    try {
        const lines = await fetchLog(shown.address);
        if (!row.isOpen || row.shown.address !== shown.address) return; // it is not the log that the row shows now
        showLog(row, lines, shown.requests, serverTime());
        opened.set(row, version);
    } catch (fault) {
        showText(row.part.about, `The log cannot be read: ${fault.message}.`);
    } finally {
        fetching.delete(row);
    }
}

function toggleLog(row) {
    row.isOpen = !row.isOpen;
    setAttribute(row.part.toggle, "aria-expanded", String(row.isOpen));
    setHidden(row.part.detail, !row.isOpen);
    if (row.isOpen) {
        refreshLog(row);
    } else {
        opened.delete(row);
    }
}
