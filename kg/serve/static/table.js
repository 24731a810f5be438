// Solutions as a table: names instead of IRIs, sorted by a click, filtered, a hundred rows at a time.

import { clean, compact, el, fetchAnswer, termName, thing, word, zh } from "./dom.js";

const PAGE = 100;
const NUMERIC = /#(integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger)$/;
const collator = new Intl.Collator(zh ? "zh-Hans" : "en", { numeric: true });
const LABELS = new Map(); // names that were looked up, by IRI

/** The columns that are shown: those but `xLabel` beside an `x`. */
export const shownColumns = (variables) => variables.filter((name) => !(name.endsWith("Label") && variables.includes(name.slice(0, -5))));

export class ResultTable {
  /** `headings` maps a column to [zh, en]. */
  constructor(answer, headings = {}) {
    this.variables = answer.head.vars;
    this.columns = shownColumns(this.variables);
    this.rows = answer.results.bindings;
    this.headings = headings;
    this.order = null;
    this.wanted = "";
    this.page = 0;
    this.view = this.rows.map((_, i) => i);
    this.texts = null;
    this.element = el("div", { class: "result" });
    this.draw();
  }

  heading(column) {
    const found = this.headings[column];
    return found ? found[zh ? 0 : 1] : column;
  }

  /** The text that a cell shows. */
  text(row, column) {
    const cell = row[column];
    const label = row[`${column}Label`];
    if (!cell) return label && !this.columns.includes(`${column}Label`) ? label.value : "";
    if (label) return label.value;
    if (cell.type === "uri") return termName(cell.value) || LABELS.get(cell.value) || compact(cell.value);
    return termText(cell);
  }

  allTexts() {
    this.texts ??= this.rows.map((row) => this.columns.map((column) => this.text(row, column)));
    return this.texts;
  }

  filter(wanted) {
    this.wanted = wanted.trim().toLowerCase();
    this.page = 0;
    this.arrange();
  }

  sort(column) {
    const down = this.order?.column === column && !this.order.down;
    this.order = this.order?.column === column && this.order.down ? null : { column, down };
    this.page = 0;
    this.arrange();
    this.element.querySelector(`th[data-column="${CSS.escape(column)}"] button`)?.focus();
  }

  arrange() {
    const texts = this.allTexts();
    this.view = this.rows.map((_, i) => i);
    if (this.wanted) this.view = this.view.filter((i) => texts[i].some((text) => text.toLowerCase().includes(this.wanted)));
    if (this.order) {
      const at = this.columns.indexOf(this.order.column);
      const numbers = this.isNumeric(this.order.column);
      const key = numbers ? (i) => Number(texts[i][at] || "-Infinity") : (i) => texts[i][at];
      const keys = new Map(this.view.map((i) => [i, key(i)]));
      const turn = this.order.down ? -1 : 1;
      this.view.sort((a, b) => turn * (numbers ? keys.get(a) - keys.get(b) || 0 : collator.compare(keys.get(a), keys.get(b))) || a - b);
    }
    this.draw();
  }

  isNumeric(column) {
    const cells = this.rows.slice(0, 200).map((row) => row[column]).filter(Boolean);
    return cells.length > 0 && cells.every((cell) => NUMERIC.test(cell.datatype ?? ""));
  }

  draw() {
    const pages = Math.max(1, Math.ceil(this.view.length / PAGE));
    const rows = this.view.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const numeric = new Set(this.columns.filter((column) => this.isNumeric(column)));
    const head = el("tr", {}, this.columns.map((column) => {
      const order = this.order?.column === column ? (this.order.down ? "descending" : "ascending") : "none";
      return el("th", { scope: "col", "aria-sort": order, "data-column": column, class: numeric.has(column) ? "number" : "" },
        el("button", { type: "button", class: "sort", title: word("sort", { name: this.heading(column) }), onclick: () => this.sort(column) }, clean(this.heading(column))));
    }));
    const body = rows.map((i) => el("tr", {}, this.columns.map((column) => el("td", { class: numeric.has(column) ? "number" : "" }, this.cell(this.rows[i], column)))));
    const table = el("table", {}, el("thead", {}, head), el("tbody", {}, body));
    const pager = pages > 1 && el("p", { class: "pager" },
      el("button", { type: "button", class: "small", disabled: this.page === 0, onclick: () => this.turn(-1) }, word("page.before")),
      el("span", { role: "status" }, word("page", { page: this.page + 1, pages })),
      el("button", { type: "button", class: "small", disabled: this.page === pages - 1, onclick: () => this.turn(1) }, word("page.after")));
    this.element.replaceChildren(el("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": word("answer") }, table), pager || "");
    this.element.dispatchEvent(new Event("drawn"));
    this.name(rows.map((i) => this.rows[i]));
  }

  turn(step) {
    this.page += step;
    this.draw();
    this.element.scrollIntoView({ block: "nearest" });
  }

  cell(row, column) {
    const cell = row[column];
    const text = clean(this.text(row, column));
    if (column === "quote" && cell?.type === "literal" && row.report?.type === "uri") { // its place in the report
      return el("a", { href: `${withParameter(thing(row.report.value), "find", cell.value)}#at`, class: "words" }, text);
    }
    if (!cell || cell.type !== "uri") return cell ? literal(cell, text) : text;
    return el("a", { href: thing(cell.value), title: clean(compact(cell.value)), "data-iri": cell.value, class: text === compact(cell.value) ? "iri" : "thing" }, text || word("unnamed"));
  }

  /** Look up the names of things that the page shows by their IRI only. */
  async name(rows) {
    const wanted = new Set();
    for (const row of rows) {
      for (const column of this.columns) {
        const cell = row[column];
        if (cell?.type === "uri" && !row[`${column}Label`] && !termName(cell.value) && !LABELS.has(cell.value)) wanted.add(cell.value);
      }
    }
    const iris = [...wanted].filter((iri) => !/[\x00-\x20<>"{}|^`\\]/.test(iri)).slice(0, 1000);
    if (!iris.length) return;
    for (const iri of iris) LABELS.set(iri, "");
    const query = `SELECT ?x (MIN(STR(?name)) AS ?label) { VALUES ?x { ${iris.map((iri) => `<${iri}>`).join(" ")} } ?x rdfs:label ?name } GROUP BY ?x`;
    try {
      const answer = await (await fetchAnswer("/sparql", { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: "application/sparql-results+json" } })).json();
      for (const found of answer.results.bindings) if (found.label) LABELS.set(found.x.value, found.label.value);
    } catch { return; } // the CURIEs stay
    this.texts = null;
    for (const link of this.element.querySelectorAll("a.iri")) {
      const label = LABELS.get(link.dataset.iri);
      if (label) { link.textContent = clean(label); link.className = "thing"; }
    }
  }

  /** The rows that are shown, as text with tabs. */
  asText() {
    const texts = this.allTexts();
    const line = (cells) => cells.map((cell) => cell.replace(/\s+/g, " ")).join("\t");
    return [line(this.columns.map((column) => this.heading(column))), ...this.view.map((i) => line(texts[i]))].join("\n");
  }
}

const withParameter = (path, name, value) => `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ [name]: value })}`;

/** A term as text. */
export function termText(cell) {
  if (cell.type === "bnode") return `_:${cell.value}`;
  if (cell.type === "triple") return `<<( ${["subject", "predicate", "object"].map((part) => termText(cell.value[part])).join(" ")} )>>`;
  return cell.type === "uri" ? compact(cell.value) : cell.value;
}

function literal(cell, text) {
  const type = cell.datatype ? compact(cell.datatype) : cell["xml:lang"] ? `@${cell["xml:lang"]}` : "";
  return el("span", { title: type || null, lang: cell["xml:lang"] === "zh" ? "zh-Hans" : cell["xml:lang"] || null }, text);
}

