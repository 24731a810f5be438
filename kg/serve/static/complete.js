// What may stand where the caret is: keywords, variables of the query, prefixes, terms of the ontology by CURIE or name,
// things of the graph by name, alias or pinyin.

import { TERMS, data, fetchAnswer, inQuery, word, zh } from "./dom.js";
import { CALLS, KEYWORDS } from "./highlight.js";
import { Listbox } from "./listbox.js";

const MOST = 40;
const name = (term) => (zh ? term.zh : term.en);
const SCHEMES = new Set([...TERMS.values()].map((term) => term.scheme).filter(Boolean));
const CLASS_OF = new Map(); // prefix of our things to the class: person to Person, series to EventSeries
for (const term of TERMS.values()) {
  if (term.kind !== "class" || !term.curie.startsWith("kg:")) continue;
  const local = term.curie.slice(3);
  CLASS_OF.set(local === "EventSeries" ? "series" : local.toLowerCase(), local);
}

/** Things of the graph whose name begins so: [{ label, iri, type, matched }]; nothing where the server has no list. */
export async function things(text, of, signal) {
  if (!data.features.includes("complete") || !text.trim()) return [];
  const search = new URLSearchParams({ q: text });
  for (const type of of ?? []) search.append("of", type);
  try {
    const answer = await (await fetchAnswer(`/complete?${search}`, { signal, headers: { Accept: "application/json" } })).json();
    return Array.isArray(answer) ? answer : answer.completions ?? [];
  } catch {
    return []; // a list that does not come is no reason to stop typing
  }
}

/** The concepts of a scheme, or the relations, that a parameter may have: [{ label, iri, type, matched }]. */
export function termsFor(of, text) {
  const kinds = (of ?? []).filter((name) => name === "Relation" || SCHEMES.has(`kg:${name}`));
  if (!kinds.length) return [];
  return [...TERMS.values()]
    .filter((term) => (term.scheme && kinds.includes(term.scheme.slice(3))) || (term.kind === "relation" && kinds.includes("Relation")))
    .filter((term) => match(text.trim(), term.zh, term.en, term.curie) < 9)
    .map((term) => ({ label: name(term), iri: data.prefixes.kg + term.curie.slice(3), type: "", matched: "" }));
}

export const typeName = (type) => {
  const term = TERMS.get(`kg:${type}`);
  return term ? name(term) : "";
};

/** What stands before the caret, as { start, text, kind }. */
export function wordBefore(text, caret) {
  const before = text.slice(0, caret);
  const found = /(?<variable>[?$][\p{L}\p{N}_]*)$|(?<prefix>[\p{L}][\p{L}\p{N}_.-]*):(?<local>[\p{L}\p{N}_%·-]*)$|(?<word>[\p{L}_][\p{L}\p{N}_]*)$/u.exec(before);
  if (!found) return { start: caret, text: "", kind: "nothing" };
  const { variable, prefix, local, word: plain } = found.groups;
  const kind = variable !== undefined ? "variable" : plain !== undefined ? "word" : "name";
  return { start: found.index, text: found[0], kind, prefix, local };
}

const match = (wanted, ...texts) => {
  const low = wanted.toLowerCase();
  let best = 9;
  for (const text of texts) {
    const place = (text ?? "").toLowerCase().indexOf(low);
    if (place >= 0) best = Math.min(best, place === 0 ? 0 : 1);
  }
  return best;
};

function terms(wanted, most = MOST) {
  return [...TERMS.values()]
    .map((term) => ({ term, rank: wanted ? match(wanted, term.curie.split(":")[1], term.curie, term.zh, term.en) : 1 }))
    .filter(({ rank }) => rank < 9)
    .sort((a, b) => a.rank - b.rank || Number(!a.term.curie.startsWith("kg:")) - Number(!b.term.curie.startsWith("kg:")))
    .slice(0, most)
    .map(({ term }) => ({ label: term.curie, note: `${name(term)}`, insert: term.curie, kind: `c-${term.kind}` }));
}

const variables = (text, but) =>
  [...new Set(text.match(/[?$][\p{L}\p{N}_]+/gu) ?? [])].filter((found) => found !== but && found.startsWith(but.slice(0, 1)) && found.startsWith(but))
    .map((found) => ({ label: found, insert: found, kind: "c-variable" }));

const keywords = (wanted) =>
  [...KEYWORDS, ...CALLS].filter((found) => found.startsWith(wanted.toUpperCase()) && found !== wanted.toUpperCase())
    .map((found) => ({ label: found, insert: CALLS.includes(found) && !["TRUE", "FALSE"].includes(found) ? `${found}(` : found, kind: "c-keyword" }));

const prefixNames = (wanted) =>
  Object.keys(data.prefixes).filter((found) => found.startsWith(wanted))
    .map((found) => ({ label: `${found}:`, note: data.prefixes[found], insert: `${found}:`, kind: "c-prefix" }));

const asItem = (found) => ({ label: found.label, note: `${typeName(found.type)}${found.matched && found.matched !== found.label ? ` · ${found.matched}` : ""}`, insert: inQuery(found.iri), kind: "c-thing" });

/** Completion in the editor. */
export class Completion {
  constructor(editor) {
    this.editor = editor;
    this.composing = false;
    this.asked = null;
    this.box = new Listbox(editor.area, {
      choose: (item) => { const { start } = wordBefore(editor.value, editor.caret); editor.replace(start, editor.caret, item.insert); },
      place: () => editor.rectangle(wordBefore(editor.value, editor.caret).start),
    });
    editor.area.addEventListener("compositionstart", () => { this.composing = true; this.box.close(); });
    editor.area.addEventListener("compositionend", () => { this.composing = false; this.suggest(false); });
    editor.area.addEventListener("input", (event) => { if (!this.composing && !event.isComposing) this.onInput(event); });
    editor.area.addEventListener("click", () => this.box.close());
    editor.area.addEventListener("keydown", (event) => {
      if (event.key === " " && event.ctrlKey && !event.isComposing) { event.preventDefault(); this.suggest(true); }
    });
  }

  onInput(event) {
    if (event.inputType === "insertFromPaste" || event.inputType?.startsWith("history")) this.box.close();
    else this.suggest(false);
  }

  /** Show what may stand here; `wanted` says that it was asked for by key. */
  async suggest(wanted) {
    this.asked?.abort();
    const { value, caret } = this.editor;
    if (this.editor.area.selectionEnd !== caret || this.inText(caret)) { this.box.close(); return; }
    const here = wordBefore(value, caret);
    const items = this.local(here, value, wanted);
    const far = this.remote(here, wanted);
    if (items.length || !far) this.box.show(items);
    if (!far) return;
    const asked = new AbortController();
    this.asked = asked;
    await new Promise((done) => { setTimeout(done, 120); });
    if (asked.signal.aborted) return;
    const found = await things(far.text, far.of, asked.signal);
    if (asked.signal.aborted || this.editor.caret !== caret || this.editor.value !== value) return;
    this.box.show([...items, ...found.map(asItem)].slice(0, MOST));
  }

  /** Whether the caret is in a comment, a string or an IRI. */
  inText(caret) {
    return this.editor.tokens.some((token) => ["comment", "string", "iri"].includes(token.kind) && token.start < caret
      && (caret < token.end || (token.kind === "comment" && caret === token.end)));
  }

  local(here, value, wanted) {
    if (here.kind === "variable") return variables(value, here.text);
    if (here.kind === "name") return here.prefix === "kg" ? terms(here.local, 200).filter((item) => item.label.startsWith("kg:") && item.label !== here.text) : terms(here.text).filter((item) => item.label.startsWith(`${here.prefix}:`) && item.label !== here.text);
    if (here.kind === "word" && (wanted || here.text.length > 1 || /[^\x00-\x7f]/.test(here.text))) {
      return [...keywords(here.text), ...prefixNames(here.text), ...terms(here.text, 12)].filter((item) => item.insert !== here.text);
    }
    return wanted && here.kind === "nothing" ? [...variables(value, "?"), ...terms("", MOST), ...keywords("")].slice(0, 120) : [];
  }

  /** What to ask the graph for; null where only words of the language can stand. */
  remote(here, wanted) {
    if (here.kind === "name" && CLASS_OF.has(here.prefix) && here.local) return { text: here.local, of: [CLASS_OF.get(here.prefix)] };
    if (here.kind === "word" && (/\p{Script=Han}/u.test(here.text) || (wanted && here.text.length > 1))) return { text: here.text };
    return null;
  }
}

/** Completion of a box in a form with things of the graph; `chosen(item)` gets { label, iri }. */
export function completeBox(input, of, chosen) {
  let asked = null;
  let composing = false;
  const box = new Listbox(input, { choose: (item) => { input.value = item.label; chosen(item.found); }, place: () => input.getBoundingClientRect(), label: word("editor.completions") });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  const suggest = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    await new Promise((done) => { setTimeout(done, 100); });
    if (mine.signal.aborted) return;
    const own = termsFor(of, input.value);
    const found = own.length ? own.slice(0, 60) : await things(input.value, of, mine.signal);
    if (mine.signal.aborted || document.activeElement !== input) return;
    box.show(found.map((item) => ({ ...asItem(item), found: item })), { first: false });
  };
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; chosen(null); suggest(); });
  input.addEventListener("input", (event) => { if (!composing && !event.isComposing) { chosen(null); suggest(); } });
  input.addEventListener("keydown", (event) => { if (event.key === "ArrowDown" && !box.open && !event.isComposing) { event.preventDefault(); suggest(); } });
  return box;
}
