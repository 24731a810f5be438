// The box for a question in words: what the server understands by it is shown, and asked.

import { byId, clean, data, el, fetchAnswer, word, zh } from "./dom.js";
import { queryOf, shortValue, titleOf } from "./named.js";

/** `choose(name, values)` when a question was understood. */
export function setUpAsk(choose) {
  const form = byId("ask");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const question = byId("question").value.trim();
    if (!question) return;
    const said = byId("asked");
    said.replaceChildren(word("loading"));
    try {
      const search = new URLSearchParams({ q: question, lang: data.language });
      const answer = await (await fetchAnswer(`/ask?${search}`, { headers: { Accept: "application/json" } })).json();
      understood(answer, said, choose);
    } catch (error) {
      const nearest = error.nearest ?? [];
      if (nearest.length || error.status === 404 || error.status === 422) understood({ nearest }, said, choose);
      else said.replaceChildren(el("p", { class: "wrong" }, clean(error.message)));
    }
  });
}

function understood(answer, said, choose) {
  const query = queryOf(answer.query ?? answer.name ?? "");
  if (query) {
    const values = answer.parameters ?? {};
    const shown = Object.values(values).map(shortValue).join("、");
    said.replaceChildren(el("p", { class: "quiet" }, word("ask.chose"), " ", titleOf(query), shown ? ` · ${shown}` : ""));
    choose(query.name, values);
    return;
  }
  const nearest = (answer.nearest ?? []).map((one) => (typeof one === "string" ? { question: one } : Array.isArray(one) ? { question: one[0], query: one[1] } : one));
  const reason = answer.reason?.[zh ? 0 : 1];
  said.replaceChildren(el("p", {}, reason ? `${clean(reason)}${zh ? "。" : ". "}` : "", word(nearest.length ? "ask.none" : "ask.nothing")), el("ul", {}, nearest.map((one) => el("li", {},
    el("button", { type: "button", class: "plain", onclick: () => {
      byId("question").value = one.question ?? "";
      byId("ask").requestSubmit();
    } }, clean(one.question ?? one.title ?? one.query ?? ""))))));
}
