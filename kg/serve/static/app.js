// The first page, put together: the editor, the form of a named query, the answer, and the address that keeps them.

import { address, byId, fetchAnswer, word } from "./dom.js";
import { Editor } from "./editor.js";
import { Completion } from "./complete.js";
import { Form, markChosen, queryOf, setUpList, titleOf } from "./named.js";
import { drawHistory, remember } from "./history.js";
import { showAnswer, showProblem } from "./answer.js";
import { setUpAsk } from "./ask.js";
import { showStart } from "./start.js";

const FIRST = "SELECT DISTINCT ?event ?date WHERE {\n  ?event a kg:Event ; kg:heldOn ?date .\n}\nORDER BY ?date\nLIMIT 100\n";
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9, application/n-triples;q=0.5";

const editor = new Editor(byId("editor"), { describedBy: "editor-keys" });
const completion = new Completion(editor);
const form = new Form({ run: runNamed, edit: (sparql) => { leaveForm(); editor.set(sparql); go({ query: sparql }, false); editor.area.focus(); } });
let running = null;
let asked = null; // the state whose answer is shown

// What is asked, and the address that says so

/** The state that an address holds: { named, values } or { query }, or neither. */
function stateOf(url) {
  const search = url.searchParams;
  const evidence = search.get("evidence") === "true";
  if (queryOf(search.get("named"))) {
    const values = Object.fromEntries([...search].filter(([key]) => key.startsWith("p.")).map(([key, value]) => [key.slice(2), value]));
    return { named: search.get("named"), values, evidence };
  }
  return search.has("query") ? { query: search.get("query"), evidence } : {};
}

function addressOf(state) {
  const more = state.evidence ? { evidence: "true" } : {};
  if (state.named) return address("/", { named: state.named, ...Object.fromEntries(Object.entries(state.values ?? {}).map(([key, value]) => [`p.${key}`, value])), ...more });
  return state.query ? address("/", { query: state.query, ...more }) : address("/");
}

/** Keep a state in the address; `ask` also asks it. */
function go(state, ask = true) {
  const to = addressOf(state);
  if (to !== location.pathname + location.search) history.pushState(null, "", to);
  if (ask) run(state);
}

/** Show what an address says; Back and links come here. */
async function show(state) {
  byId("evidence").checked = Boolean(state.evidence);
  if (state.named) {
    const query = queryOf(state.named);
    enterForm(query);
    await form.show(query, state.values);
    if (query.parameters.every((p) => !p.required || state.values[p.name])) await run(state);
    else { form.inputs.get(query.parameters.find((p) => p.required && !state.values[p.name]).name).focus(); byId("answer").replaceChildren(); status(""); }
    return;
  }
  leaveForm();
  asked = null;
  if (state.query) { editor.set(state.query); await run(state); }
  else { if (!editor.value) editor.set(FIRST); status(""); showStart((name) => choose(name)); }
}

function enterForm(query) {
  markChosen(query.name);
  byId("sparql").hidden = true;
  document.title = `${titleOf(query)} · ${word("name")}`;
}

function leaveForm() {
  markChosen("");
  form.hide();
  byId("sparql").hidden = false;
  document.title = word("name");
}

function choose(name, values = {}) {
  const state = { named: name, values, evidence: byId("evidence").checked };
  const to = addressOf(state);
  if (to !== location.pathname + location.search) history.pushState(null, "", to);
  show(state);
}

function runNamed(query, values) {
  go({ named: query.name, values, evidence: byId("evidence").checked });
}

// Asking

const status = (text) => { byId("status").textContent = text; };

function requestOf(state) {
  const more = state.evidence ? [["evidence", "true"]] : [];
  if (state.named) {
    const query = queryOf(state.named);
    const parameters = [...Object.entries(state.values), ...more];
    return { path: `/query/${state.named}`, parameters, name: state.named, headings: query.columns, get: true };
  }
  return { path: "/sparql", parameters: [["query", state.query], ...more], name: "answer", headings: {}, get: false };
}

async function run(state) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const request = requestOf(state);
  const search = new URLSearchParams(request.parameters);
  const started = performance.now();
  const clock = setInterval(() => tell((performance.now() - started) / 1000), 100);
  const tell = (seconds) => { if (seconds > 0.3) status(word("running", { seconds: seconds.toFixed(1) })); };
  byId("stop").hidden = false;
  byId("run").disabled = true;
  byId("answer").setAttribute("aria-busy", "true");
  editor.showError(null);
  asked = state;
  remember(state.named ? { named: state.named, values: state.values } : { query: state.query });
  try {
    const options = { headers: { Accept: ACCEPT }, signal: mine.signal };
    const response = request.get ? await fetchAnswer(`${request.path}?${search}`, options) : await fetchAnswer(request.path, { ...options, method: "POST", body: search });
    status(await showAnswer(response, request, (performance.now() - started) / 1000));
  } catch (problem) {
    if (problem.name === "AbortError") { if (running === mine) { status(word("stopped")); byId("answer").replaceChildren(); } }
    else {
      status("");
      showProblem(problem, (line, column) => editor.goTo(line, column));
      if (problem.line && !state.named) editor.showError(problem.line, problem.column);
    }
  } finally {
    clearInterval(clock);
    if (running === mine) {
      running = null;
      byId("stop").hidden = true;
      byId("run").disabled = false;
      byId("answer").removeAttribute("aria-busy");
      drawHistory(open);
    }
  }
}

const ask = () => { completion.box.close(); if (editor.value.trim()) go({ query: editor.value, evidence: byId("evidence").checked }); };
const open = (state) => { history.pushState(null, "", addressOf(state)); show(state); };

editor.addEventListener("run", ask);
byId("run").addEventListener("click", ask);
byId("evidence").addEventListener("change", () => { if (asked) go({ ...asked, evidence: byId("evidence").checked }); });
byId("stop").addEventListener("click", () => running?.abort());
byId("new").addEventListener("click", () => { editor.set(""); asked = null; history.pushState(null, "", address("/")); status(""); byId("answer").replaceChildren(); editor.area.focus(); });
byId("share").hidden = !navigator.clipboard;
byId("share").addEventListener("click", async () => {
  await navigator.clipboard.writeText(new URL(addressOf({ query: editor.value, evidence: byId("evidence").checked }), location.href).href);
  status(word("linked"));
});
addEventListener("popstate", () => show(stateOf(new URL(location.href))));

setUpList(choose);
setUpAsk(choose);
drawHistory(open);
show(stateOf(new URL(location.href))).finally(() => { document.body.dataset.ready = ""; });

