// What was asked last, kept in this browser only.

import { byId, el, word } from "./dom.js";
import { queryOf, shortValue, titleOf } from "./named.js";

const KEY = "report-kg.history";
const MOST = 30;

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((entry) => entry && typeof entry === "object") : [];
  } catch {
    return [];
  }
}

function write(entries) {
  try { localStorage.setItem(KEY, JSON.stringify(entries.slice(0, MOST))); } catch { /* a browser that keeps nothing */ }
}

/** Remember a state: { query } or { named, values }. */
export function remember(state) {
  const text = JSON.stringify(state);
  write([state, ...read().filter((entry) => JSON.stringify(entry) !== text)]);
}

function titleFor(state) {
  const query = state.named && queryOf(state.named);
  if (query) return [titleOf(query), ...Object.values(state.values ?? {}).map(shortValue)].join(" · ");
  const text = String(state.query ?? "").replace(/^(\s*#.*\n|\s*PREFIX\s+\S*\s*<[^>]*>)*/i, "").replace(/\s+/g, " ").trim();
  return text.slice(0, 90) || word("unnamed");
}

/** Draw the list; `choose(state)` when one is taken. */
export function drawHistory(choose) {
  const entries = read();
  const items = entries.map((state) => el("li", {}, el("button", { type: "button", class: "plain", onclick: () => choose(state) }, titleFor(state))));
  byId("history").replaceChildren(...(items.length ? items : [el("li", { class: "quiet" }, word("history.empty"))]),
    ...(items.length ? [el("li", {}, el("button", { type: "button", class: "small", onclick: () => { write([]); drawHistory(choose); } }, word("history.clear")))] : []));
}
