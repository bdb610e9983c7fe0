// Text and numbers for people. Text from switches is untrusted: it is only ever set as text, never as markup.

// Characters that are invisible or change the direction of the text around them.
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

function printable(text) {
    return text.replace(/[\t\r\n]+/g, " ").replace(unprintable, "\ufffd");
}

/** Like printable(), but keeps the lines. */
function printableLines(text) {
    return text.split("\n").map(printable).join("\n");
}

/** 1900000000 as "1.9 GB". */
function size(bytes) {
    const units = ["bytes", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) {
        bytes /= 1000;
        unit += 1;
    }
    return `${bytes < 9.95 && unit > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${units[unit]}`;
}

/** 192 as "3 min 12 s". */
function duration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const minutes = Math.floor(whole / 60);
    const hours = Math.floor(minutes / 60);
    if (hours > 0) return `${hours} h ${minutes % 60} min`;
    return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** Milliseconds since 1970 as "10:02:13", or "11-29 10:02:13" if it was another day than that of `now`. */
function clock(time, now) {
    const text = new Date(time).toISOString();
    const today = new Date(now).toISOString().slice(0, 10);
    return (text.startsWith(today) ? "" : text.slice(5, 10) + " ") + text.slice(11, 19);
}

/** "450 MB of 1.9 GB, 98 MB/s, 15 s left". `age` is in seconds: a rate that is older than 5 s is not shown. */
function transferred({ bytes, size: total, rate }, age) {
    const parts = [total === null ? size(bytes) : `${size(bytes)} of ${size(total)}`];
    if (rate > 0 && age <= 5) {
        parts.push(`${size(rate)}/s`);
        if (total !== null) parts.push(`${duration((total - bytes) / rate - age)} left`);
    }
    return parts.join(", ");
}

function counted(number, noun) {
    return `${number} ${noun}${number === 1 ? "" : noun.endsWith("ch") ? "es" : "s"}`;
}
