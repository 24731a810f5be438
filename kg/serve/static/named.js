// Named queries: the list with its filter, the form of one query, and its SPARQL with the values in their places.

import { byId, clean, compact, data, el, fetchAnswer, inQuery, word, zh } from "./dom.js";
import { completeBox, termsFor, typeName } from "./complete.js";

export const queryOf = (name) => data.queries.find((query) => query.name === name);
export const titleOf = (query) => (zh ? query.zh : query.en);

/** The list: a filter over titles, names, purposes and tags; `choose(name)` when one is taken. */
export function setUpList(choose) {
  const groups = [...byId("named-list").children];
  const items = [...byId("named-list").querySelectorAll("li")];
  const texts = new Map(data.queries.map((query) => [query.name, [query.name, query.zh, query.en, query.why, query.description, ...query.tags].join("\n").toLowerCase()]));
  byId("named-filter").addEventListener("input", (event) => {
    const words = event.currentTarget.value.trim().toLowerCase().split(/\s+/);
    let left = 0;
    for (const item of items) {
      const fits = words.every((one) => texts.get(item.dataset.name).includes(one));
      item.hidden = !fits;
      left += Number(fits);
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    byId("named-none").hidden = left > 0;
  });
  byId("named-list").addEventListener("click", (event) => {
    const item = event.target.closest("li[data-name]");
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(item.dataset.name);
  });
}

/** Which query is chosen, in the list. */
export function markChosen(name) {
  for (const item of byId("named-list").querySelectorAll("li")) {
    const link = item.firstElementChild;
    if (item.dataset.name === name) { link.setAttribute("aria-current", "true"); link.scrollIntoView({ block: "nearest" }); }
    else link.removeAttribute("aria-current");
  }
}

export class Form {
  /** `run(values)` when asked, `edit(sparql)` to go on in the editor. */
  constructor({ run, edit }) {
    this.host = byId("form");
    this.run = run;
    this.edit = edit;
    this.query = null;
  }

  /** Show the form of a query with values by parameter. */
  async show(query, values = {}) {
    this.query = query;
    this.iris = new Map(); // parameter to the IRI that was chosen for its name
    this.inputs = new Map();
    const fields = query.parameters.map((parameter) => this.field(parameter, values[parameter.name] ?? ""));
    const form = el("form", { autocomplete: "off", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      fields.length ? el("div", { class: "fields" }, fields) : null,
      el("p", { class: "wrong", id: "form-wrong", role: "alert" }),
      el("div", { class: "bar" },
        el("button", { type: "submit", class: "primary" }, word("form.run")),
        el("button", { type: "button", id: "to-editor", onclick: () => this.toEditor() }, word("form.sparql"))));
    this.host.replaceChildren(el("h2", {}, titleOf(query)), el("p", { class: "quiet" }, zh ? query.why : query.description), form);
    this.host.hidden = false;
    await Promise.all(query.parameters.filter((p) => p.type === "iri" && /^https?:/.test(values[p.name] ?? "")).map((p) => this.nameValue(p.name, values[p.name])));
  }

  hide() {
    this.host.hidden = true;
    this.host.replaceChildren();
    this.query = null;
  }

  field(parameter, value) {
    const id = `p-${parameter.name}`;
    const label = zh ? parameter.zh : parameter.en;
    const hint = parameter.example ? word("form.example", { example: parameter.example }) : "";
    const input = el("input", {
      id, name: parameter.name, type: parameter.type === "number" ? "number" : "text", value, placeholder: parameter.type === "date" ? word("form.date") : hint,
      "aria-describedby": `${id}-note`, "aria-required": parameter.required ? "true" : null, spellcheck: "false", autocomplete: "off",
      inputMode: parameter.type === "number" ? "numeric" : null, pattern: parameter.type === "date" ? "\\d{4}(-\\d{2}(-\\d{2})?)?" : null,
    });
    input.value = value;
    if (parameter.type === "iri") completeBox(input, parameter.of, (found) => { if (found) this.iris.set(parameter.name, found); else this.iris.delete(parameter.name); });
    this.inputs.set(parameter.name, input);
    const kinds = parameter.of.map(typeName).filter(Boolean).join(" / ");
    const note = [parameter.required ? word("form.required") : word("form.optional"), kinds, parameter.default ? `= ${parameter.default}` : "", parameter.type === "date" ? hint : ""].filter(Boolean).join(" · ");
    return el("div", { class: "field" }, el("label", { for: id }, label), input, el("span", { class: "quiet", id: `${id}-note` }, note));
  }

  /** Show the name of an IRI that the address gave. */
  async nameValue(name, iri) {
    const input = this.inputs.get(name);
    if (/[\x00-\x20<>"{}|^`\\]/.test(iri)) return;
    const labels = await ask(`SELECT (MIN(STR(?l)) AS ?label) { <${iri}> rdfs:label ?l }`);
    const label = labels[0]?.label?.value;
    if (!label || input.value !== iri) return;
    input.value = label;
    this.iris.set(name, { label, iri });
  }

  /** The values to ask with: an IRI for a name that was chosen from the list. */
  values() {
    const found = {};
    for (const [name, input] of this.inputs) {
      const text = input.value.trim();
      const chosen = this.iris.get(name);
      if (text) found[name] = chosen && chosen.label === text ? chosen.iri : text;
    }
    return found;
  }

  submit() {
    const values = this.values();
    const missing = this.query.parameters.filter((p) => p.required && !values[p.name]);
    for (const [name, input] of this.inputs) input.toggleAttribute("aria-invalid", missing.some((p) => p.name === name));
    byId("form-wrong").textContent = missing.length ? word("form.missing", { names: missing.map((p) => (zh ? p.zh : p.en)).join(zh ? "、" : ", ") }) : "";
    if (missing.length) this.inputs.get(missing[0].name).focus();
    else this.run(this.query, values);
  }

  async toEditor() {
    try {
      this.edit(await bound(this.query, this.values()));
    } catch (error) {
      byId("form-wrong").textContent = error.message;
    }
  }
}

async function ask(query) {
  const answer = await fetchAnswer("/sparql", { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: "application/sparql-results+json" } });
  return (await answer.json()).results.bindings;
}

const quoted = (text) => JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

/** The terms that a value of a parameter means, as SPARQL has them. */
async function termsOf(parameter, value) {
  if (parameter.type === "number") return [/^-?\d+$/.test(value) ? value : quoted(value)];
  if (parameter.type !== "iri") return [quoted(value)];
  const prefix = value.split(":")[0];
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value)) return [inQuery(value)];
  if (value.includes(":") && data.prefixes[prefix] && !value.includes(" ")) return [inQuery(data.prefixes[prefix] + value.slice(prefix.length + 1))];
  const own = termsFor(parameter.of, value).filter((term) => term.label === value);
  if (own.length) return own.map((term) => inQuery(term.iri));
  const forms = [`${quoted(value)}@zh`, quoted(value), `${quoted(value)}@en`].join(" ");
  const classes = parameter.of.length ? `VALUES ?c { ${parameter.of.map((name) => `kg:${name}`).join(" ")} } ?x a ?c .` : "";
  const rows = await ask(`SELECT DISTINCT ?x { VALUES ?l { ${forms} } { ?x rdfs:label ?l } UNION { ?x skos:altLabel ?l } ${classes} }`);
  if (!rows.length) throw new Error(word("form.unknown", { name: value, kind: parameter.of.map(typeName).filter(Boolean).join(" / ") || word("resource") }));
  return rows.map((row) => inQuery(row.x.value));
}

/** The SPARQL of a named query with values in the places that it has for them: BIND(?_name AS ?variable). */
export async function bound(query, values) {
  const terms = new Map();
  for (const parameter of query.parameters) {
    const value = values[parameter.name] || parameter.default;
    if (value) terms.set(parameter.name, await termsOf(parameter, value));
  }
  const sparql = query.sparql.replace(/BIND\s*\(\s*\?__?([A-Za-z0-9]+)(?:_(?:iri|number))?\s+AS\s+(\?\w+)\s*\)/g, (_, name, variable) => {
    const found = terms.get(name);
    const asked = new RegExp(`BOUND\\s*\\(\\s*\\${variable}\\s*\\)`, "i").test(query.sparql);
    return found || asked ? `VALUES ${variable} { ${(found ?? ["UNDEF"]).join(" ")} }` : "";
  });
  // Prefixes of ours need no declaration here, and lines that became empty go.
  const known = new Set(Object.entries(data.prefixes).map(([prefix, space]) => `PREFIX ${prefix}: <${space}>`));
  const lines = sparql.split("\n").filter((line, i, all) => !known.has(line.trim()) && !(line.trim() === "" && (all[i - 1] ?? "").trim() === ""));
  return `# ${titleOf(query)}\n${lines.join("\n").replace(/\n[ \t]+\n/g, "\n").trim()}\n`;
}

export const shortValue = (value) => clean(/^https?:/.test(value) ? compact(value).replace(/^\w+:/, "") : value);
