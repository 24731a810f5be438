// The answer below the query: a table, yes or no, a graph, or what went wrong; with downloads and copying.

import { byId, clean, el, safeAddress, thing, compact, data, word } from "./dom.js";
import { ResultTable } from "./table.js";

const LONGEST = 6000; // characters of an address that every server and proxy takes
const RAW = 300000; // characters of an answer that are shown as they came

const SOLUTIONS = [["CSV", "csv"], ["TSV", "tsv"], ["JSON", "json"], ["XML", "xml"]];
const GRAPHS = [["Turtle", "turtle"], ["JSON-LD", "json-ld"], ["N-Triples", "n-triples"], ["RDF/XML", "rdf-xml"]];

/** Links that give the same answer as a file; a form where the query is too long for an address. */
function downloads(request, formats) {
  return el("span", { class: "downloads" }, `${word("download")} `, formats.map(([label, format]) => {
    const path = `${data.root}${request.path}?${new URLSearchParams([...request.parameters, ["format", format]])}`;
    if (path.length <= LONGEST) return el("a", { href: path, download: `${request.name || "answer"}.${format}` }, label);
    const form = el("form", { method: "post", action: data.root + request.path, class: "inline" },
      [...request.parameters, ["format", format]].map(([name, value]) => el("input", { type: "hidden", name, value })),
      el("button", { type: "submit", class: "plain" }, label));
    return form;
  }));
}

const copyButton = (text) => navigator.clipboard && el("button", { type: "button", class: "small", onclick: async (event) => {
  const button = event.currentTarget;
  await navigator.clipboard.writeText(text());
  button.textContent = word("copied");
  setTimeout(() => { button.textContent = word("copy"); }, 1600);
} }, word("copy"));

const raw = (text) => el("pre", { class: "raw", tabIndex: 0 }, clean(text.slice(0, RAW)) + (text.length > RAW ? "\n…" : ""));

/** Show the answer to a request; `seconds` is how long it took. */
export async function showAnswer(response, request, seconds) {
  const host = byId("answer");
  const type = response.headers.get("content-type") ?? "";
  const text = await response.text();
  const took = seconds.toFixed(seconds < 10 ? 2 : 1);
  if (!type.includes("json") || type.includes("ld+json")) { showGraph(host, text, request, took); return ""; }
  const answer = JSON.parse(text);
  if ("boolean" in answer) {
    host.replaceChildren(el("p", { class: `verdict ${answer.boolean ? "yes" : "no"}` }, word(answer.boolean ? "yes" : "no")), el("p", { class: "bar" }, downloads(request, SOLUTIONS)));
    return word(answer.boolean ? "yes" : "no");
  }
  const count = answer.results.bindings.length;
  const status = count === 1 ? word("rows.one", { seconds: took }) : word("rows", { count, seconds: took });
  if (!count) {
    host.replaceChildren(el("div", { class: "notice" }, el("p", {}, word("empty")), el("p", { class: "quiet" }, word("empty.hint"))));
    return status;
  }
  const table = new ResultTable(answer, request.headings);
  const shown = el("span", { class: "quiet", role: "status" });
  table.element.addEventListener("drawn", () => { shown.textContent = table.wanted ? word("rows.shown", { shown: table.view.length, count }) : ""; });
  let timer = 0;
  const filter = el("input", { type: "search", id: "filter", placeholder: word("filter"), "aria-label": word("filter"), autocomplete: "off", oninput: (event) => {
    clearTimeout(timer);
    const wanted = event.currentTarget.value;
    timer = setTimeout(() => table.filter(wanted), count > 2000 ? 180 : 0);
  } });
  const body = el("div", {}, table.element);
  const twice = count - new Set(answer.results.bindings.slice(0, 20000).map((row) => JSON.stringify(row))).size;
  const views = viewSwitch(body, table.element, () => raw(JSON.stringify(answer, null, 1)));
  host.replaceChildren(el("div", { class: "bar" }, filter, shown, views, copyButton(() => table.asText()), downloads(request, SOLUTIONS)),
    count <= 20000 && twice > 0 ? el("p", { class: "quiet", id: "twice" }, word("rows.twice", { count: twice })) : "", body);
  return status;
}

/** Table or raw. */
function viewSwitch(body, first, second) {
  const button = (key, content) => el("button", { type: "button", class: "small", "aria-pressed": String(key === "table"), onclick: (event) => {
    for (const other of event.currentTarget.parentElement.children) other.setAttribute("aria-pressed", String(other === event.currentTarget));
    body.replaceChildren(content());
  } }, word(`view.${key}`));
  return el("span", { class: "switch", role: "group", "aria-label": word("view") }, button("table", () => first), button("raw", second));
}

// IRIs of a graph in Turtle or N-Triples, to be made links: <…>, and names with one of the prefixes declared.
const TURTLE = /(?<string>"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*")|<(?<iri>[^\s<>"]+)>|(?<prefix>[A-Za-z][\w.-]*):(?<local>(?:[\p{L}\p{N}_:%·\u3001-\u303f\uff00-\uffef-]|\\.|\.(?=[\p{L}\p{N}]))+)/gu;

function showGraph(host, text, request, took) {
  const short = text.slice(0, RAW);
  const prefixes = Object.fromEntries([...short.matchAll(/@prefix\s+([\w.-]*):\s+<([^>]*)>/g)].map((found) => [found[1], found[2]]));
  const pre = el("pre", { class: "raw", tabIndex: 0 });
  let at = 0;
  for (const found of short.matchAll(TURTLE)) {
    const { string, iri, prefix, local } = found.groups;
    const declaration = short.slice(short.lastIndexOf("\n", found.index) + 1, found.index).startsWith("@prefix");
    const whole = iri ?? (prefix in prefixes ? prefixes[prefix] + local.replace(/\\(.)/g, "$1") : null);
    if (string !== undefined || declaration || whole === null) continue;
    pre.append(clean(short.slice(at, found.index)));
    const href = thing(whole);
    pre.append(safeAddress(href) ? el("a", { href, title: clean(compact(whole)) }, clean(found[0])) : clean(found[0]));
    at = found.index + found[0].length;
  }
  pre.append(clean(short.slice(at)), text.length > RAW ? "\n…" : "");
  host.replaceChildren(el("div", { class: "bar" }, el("span", { class: "quiet" }, `${took} s`), copyButton(() => text), downloads(request, GRAPHS)), pre);
}

/** What went wrong, in words, with the way to the place of it. */
export function showProblem(problem, goTo) {
  const known = data.words[`error.${problem.error}`];
  const title = known ?? (problem.status === 429 ? word("error.busy") : problem.status === 0 ? word("error.network") : word("error"));
  const hint = data.words[`error.${problem.error}.hint`];
  const lines = String(problem.detail ?? problem.message).split("\n");
  byId("answer").replaceChildren(el("div", { class: "problem", role: "alert" },
    el("h2", {}, title),
    el("p", {}, clean(lines[0])),
    lines.length > 1 && el("pre", { "aria-hidden": "true" }, clean(lines.slice(1).join("\n"))),
    problem.line && el("p", {}, el("button", { type: "button", class: "small", onclick: () => goTo(problem.line, problem.column) }, `${word("goto")}: ${word("error.line", { line: problem.line, column: problem.column })}`)),
    (hint || problem.hint) && el("p", { class: "quiet" }, hint ?? clean(problem.hint)),
    problem.nearest?.length > 0 && el("p", { class: "quiet" }, problem.nearest.map(clean).join("、"))));
}
