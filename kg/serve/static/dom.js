// What the other modules share: the page's data, its words, and elements made without ever parsing HTML.

export const data = JSON.parse(document.getElementById("data").textContent);
export const zh = data.language === "zh";
export const byId = (id) => document.getElementById(id);

/** A word of the page, with values in its places. */
export const word = (key, values = {}) =>
  (data.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

// eslint-disable-next-line no-control-regex
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
/** A text with the characters that could hide or turn round what it says made visible. */
export const clean = (text) => String(text).replace(UNSEEN, "\ufffd");

/** An element; texts among the children are text, whatever they hold. */
export function el(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "href") { if (safeAddress(value)) element.setAttribute("href", value); }
    else if (key in element && key !== "list" && key !== "type" && typeof element[key] !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** Whether an address may become a link: on this server, or of the web. */
export const safeAddress = (address) => /^(https?:\/\/[^\s\\]+|\/(?![/\\])[^\s\\]*|[?#]\S*)$/.test(address);

/** An address on this server, in the language of the page. */
export function address(path, parameters = {}) {
  const search = new URLSearchParams(parameters);
  if (!zh) search.set("lang", data.language);
  const text = search.toString();
  return data.root + path + (text ? `?${text}` : "");
}

const OWN = Object.entries(data.prefixes).filter(([prefix, space]) => space === `${data.base}${prefix}/`);

/** The page about an IRI: /person/… for our own, /thing?iri=… for any other. */
export function thing(iri) {
  for (const [prefix, space] of OWN) {
    if (!iri.startsWith(space)) continue;
    const local = iri.slice(space.length);
    if (!/^[^?#/\\\s]+$/.test(local) || /%(?![0-9A-F]{2})/.test(local)) break;
    return address(`/${prefix}/${local.replace(/[^%A-Za-z0-9\-._~:@!$&'()*+,;=]/gu, encodeURIComponent)}`);
  }
  return address("/thing", { iri });
}

/** The CURIE of an IRI, or the IRI. */
export function compact(iri) {
  let best = ["", ""];
  for (const [prefix, space] of Object.entries(data.prefixes)) {
    if (iri.startsWith(space) && space.length > best[1].length) best = [prefix, space];
  }
  return best[1] ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

export const TERMS = new Map(data.terms.map(([curie, kind, inChinese, inEnglish, scheme]) => [curie, { curie, kind, zh: inChinese, en: inEnglish, scheme }]));
/** The name of a term of the ontology in the page's language; "" for anything else. */
export function termName(iri) {
  const term = iri.startsWith(data.prefixes.kg) && TERMS.get(compact(iri));
  return term ? (zh ? term.zh : term.en) || term.curie : "";
}

// A local name that SPARQL takes as it is (PN_LOCAL without escapes); others are written as IRIs.
const LOCAL = /^[\p{L}\p{N}_\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd](?:[\p{L}\p{N}_\-\u00b7\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]|%[0-9A-F]{2})*$/u;
/** An IRI as a query has it: a CURIE where that can be written, <…> otherwise. */
export function inQuery(iri) {
  const curie = compact(iri);
  const colon = curie.indexOf(":");
  return curie !== iri && LOCAL.test(curie.slice(colon + 1)) ? curie : `<${iri.replace(/[\x00-\x20<>"{}|^`\\]/g, encodeURIComponent)}>`;
}

/** Ask the server; a problem becomes an Error with title, detail, hint, line, column and status. */
export async function fetchAnswer(path, options = {}) {
  let response;
  try {
    response = await fetch(data.root + path, { ...options, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw Object.assign(new Error(word("error.network")), { hint: word("error.network.hint"), status: 0 });
  }
  if (response.ok) return response;
  const body = await response.text();
  let problem = { detail: body.slice(0, 500) };
  try { problem = JSON.parse(body); } catch { /* not JSON: the text itself */ }
  throw Object.assign(new Error(problem.detail || problem.title || String(response.status)), problem, { status: response.status });
}
