// What the page shows before anything was asked: what the graph holds, and the reports that were read.

import { TERMS, byId, clean, data, el, fetchAnswer, thing, word, zh } from "./dom.js";
import { titleOf } from "./named.js";

const COUNTS = "SELECT ?type (COUNT(DISTINCT ?x) AS ?n) { ?x a ?type } GROUP BY ?type ORDER BY DESC(?n)";
const REPORTS = "SELECT ?report (MIN(STR(?l)) AS ?label) (MIN(STR(?d)) AS ?date) { ?report kg:sourceFile ?file ; rdfs:label ?l OPTIONAL { ?report kg:publishedOn ?d } } GROUP BY ?report ORDER BY ?date LIMIT 30";
const SHOWN = ["Fact", "Document", "Event", "EventSeries", "Person", "Organization", "Group", "Place", "Award", "Project", "Certification", "Agreement"];

async function ask(query) {
  const answer = await fetchAnswer("/sparql", { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: "application/sparql-results+json" } });
  return (await answer.json()).results.bindings;
}

/** Fill the place of the answer; `choose(name)` when a question is taken. */
export async function showStart(choose) {
  const counts = el("dl", { class: "counts" });
  const reports = el("ul", { class: "reports" });
  const questions = data.queries.filter((query) => query.parameters.some((parameter) => parameter.required)).slice(0, 6);
  const start = el("div", { class: "start" },
    el("h2", {}, word("start")), el("p", { class: "quiet" }, word("start.what")),
    el("ul", { class: "chips" }, questions.map((query) => el("li", {}, el("button", { type: "button", class: "small", onclick: () => choose(query.name) }, titleOf(query))))),
    el("h3", {}, word("start.counts")), counts, el("h3", {}, word("start.reports")), reports);
  byId("answer").replaceChildren(start);
  const [types, read] = await Promise.allSettled([ask(COUNTS), ask(REPORTS)]);
  const found = new Map((types.value ?? []).map((row) => [row.type.value.replace(data.prefixes.kg, ""), row.n.value]));
  for (const type of SHOWN.filter((name) => found.has(name))) {
    const term = TERMS.get(`kg:${type}`);
    counts.append(el("div", { class: `k-${type.toLowerCase()}` }, el("dt", {}, zh ? term.zh : term.en), el("dd", {}, found.get(type))));
  }
  reports.append(...(read.value ?? []).filter((row) => row.report).map((row) => el("li", {},
    el("span", { class: "date" }, row.date?.value ?? ""), el("a", { href: thing(row.report.value), class: "thing" }, clean(row.label?.value ?? "")))));
}
