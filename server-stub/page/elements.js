// Changes of the document. Each changes only what differs, so that focus, selection and open logs stay.

const byId = (id) => document.getElementById(id);

function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

function setAttribute(element, name, value) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function setHidden(element, isHidden) {
    if (element.hidden !== isHidden) element.hidden = isHidden;
}

/** Sets the text, and hides the element if there is none. */
function showText(element, text) {
    setText(element, text ?? "");
    setHidden(element, !text);
}

/** Shows how far, of a maximum or of an unknown one (null). */
function showProgress(bar, value, max, label) {
    setAttribute(bar, "max", max === null ? null : String(max || 1));
    setAttribute(bar, "value", max === null ? null : String(value));
    setAttribute(bar, "aria-label", label);
}

function fromTemplate(id) {
    return byId(id).content.firstElementChild.cloneNode(true);
}

const keysOf = new WeakMap(); // of each list that was shown: key to element

/**
 * Makes an element for each item, in this order, and keeps the elements of items that were there before. Items with the
 * same key are told apart by their order.
 */
function showList(list, items, { key, create, update }) {
    const before = keysOf.get(list) ?? new Map();
    const after = new Map();
    for (const item of items) {
        let id = key(item);
        while (after.has(id)) id += "\n";
        const element = before.get(id) ?? create(item);
        update(element, item);
        after.set(id, element);
    }
    keysOf.set(list, after);
    const kept = new Set(after.values());
    for (const element of before.values()) if (!kept.has(element) && element.parentNode === list) element.remove();
    let place = list.firstElementChild;
    while (place && !kept.has(place)) place = place.nextElementSibling; // what the list begins with itself
    for (const element of after.values()) {
        if (element === place) place = place.nextElementSibling;
        else list.insertBefore(element, place);
    }
}

function newElement(name) {
    return () => document.createElement(name);
}

/**
 * Runs `change`, which may move elements, and returns the focus to where it was. If that is not shown any more, it goes
 * to the switch that the focus was on or led to, else to the table.
 */
function keepingFocus(change) {
    const focused = document.activeElement ?? document.body;
    const row = focused.hash ? byId(focused.hash.slice(1)) : focused.closest(".switch");
    change();
    const target = [focused, row, byId("switches")].find((each) => each?.isConnected && each.checkVisibility());
    if (target !== document.activeElement) target.focus({ preventScroll: true });
}
