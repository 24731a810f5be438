// A text area with colours behind it. The layer behind has the same text in the same font and widths, so lines wrap alike:
// it carries the colours, the numbers of the lines and the marks of errors, and tells where the caret is on the screen.

import { el, word } from "./dom.js";
import { brackets, tokens } from "./highlight.js";

const INDENT = "  ";

export class Editor extends EventTarget {
  constructor(host, { describedBy } = {}) {
    super();
    this.layer = el("div", { class: "layer", "aria-hidden": "true" });
    this.area = el("textarea", {
      id: "query-text",
      spellcheck: "false", autocomplete: "off", autocapitalize: "off", autocorrect: "off", wrap: "soft", rows: 1,
      "aria-label": word("editor"), "aria-describedby": describedBy,
    });
    this.error = null;
    this.leaving = false;
    host.append(el("div", { class: "sheet" }, this.layer, this.area));
    this.area.addEventListener("input", () => { this.error = null; this.draw(); this.dispatchEvent(new Event("change")); });
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    this.area.addEventListener("blur", () => { this.leaving = false; });
    document.addEventListener("selectionchange", () => { if (document.activeElement === this.area) this.mark(); });
    this.draw();
  }

  get value() { return this.area.value; }
  get caret() { return this.area.selectionStart; }

  /** Put another text there; what was there can be had back by undo where there was something. */
  set(text) {
    if (text === this.value) return;
    if (this.value) { this.area.focus({ preventScroll: true }); this.area.select(); this.insert(text); }
    else { this.area.value = text; this.draw(); this.dispatchEvent(new Event("change")); }
  }

  /** Type a text in place of the selection, as a person would: undo takes it back. */
  insert(text) {
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new Event("input"));
    }
  }

  /** Replace a stretch and leave the caret behind it. */
  replace(start, end, text) {
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    this.insert(text);
  }

  onKey(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.dispatchEvent(new Event("run"));
    } else if (event.key === "Escape") {
      this.leaving = true;
      return;
    } else if (event.key === "Tab" && plain && !this.leaving) {
      event.preventDefault();
      this.indent(event.shiftKey);
    } else if (event.key === "Enter" && plain && !event.shiftKey) {
      event.preventDefault();
      this.newLine();
    } else if (event.key === "}" && plain) this.closeBlock(event);
    if (!["Tab", "Shift"].includes(event.key)) this.leaving = false;
  }

  /** Tab: two spaces, or all chosen lines further in; Shift-Tab: the lines further out. */
  indent(out) {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const first = value.lastIndexOf("\n", start - 1) + 1;
    const chosen = value.slice(first, end);
    if (!out && !value.slice(start, end).includes("\n")) { this.insert(INDENT); return; }
    const lines = chosen.split("\n").map((line) => (out ? line.replace(/^ {1,2}/, "") : line ? INDENT + line : line));
    const text = lines.join("\n");
    if (text === chosen) return;
    this.replace(first, end, text);
    if (start !== end) this.area.setSelectionRange(first, first + text.length);
    else this.area.setSelectionRange(Math.max(first, start - (chosen.length - text.length)), Math.max(first, start - (chosen.length - text.length)));
  }

  /** A new line as far in as this one, further after an opening bracket. */
  newLine() {
    const before = this.value.slice(0, this.caret);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const margin = /^ */.exec(line)[0];
    this.insert(`\n${margin}${/[{([]\s*$/.test(line) ? INDENT : ""}`);
  }

  closeBlock(event) {
    const before = this.value.slice(0, this.caret);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (/^ {2,}$/.test(line) && this.area.selectionStart === this.area.selectionEnd) {
      event.preventDefault();
      this.replace(this.caret - 2, this.caret, "}");
    }
  }

  /** Mark the place of an error: line and column from 1, in code points. */
  showError(line, column) {
    this.error = line ? { line, column: column || 1 } : null;
    this.draw();
  }

  goTo(line, column) {
    const lines = this.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const place = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    this.area.focus();
    this.area.setSelectionRange(place, place);
  }

  /** Draw the layer anew. */
  draw() {
    const text = this.value;
    this.tokens = tokens(text);
    const lines = [];
    let place = 0;
    let next = 0;
    for (const line of text.split("\n")) {
      const end = place + line.length;
      const parts = [];
      let at = place;
      for (let i = next; i < this.tokens.length && this.tokens[i].start < end; i += 1) {
        const token = this.tokens[i];
        if (token.start > at) parts.push(text.slice(at, token.start));
        const from = Math.max(token.start, place);
        parts.push(el("span", { class: `t-${token.kind}` }, text.slice(from, Math.min(token.end, end))));
        at = Math.min(token.end, end);
        if (token.end <= end) next = i + 1;
      }
      if (at < end) parts.push(text.slice(at, end));
      const wrong = this.error?.line === lines.length + 1;
      lines.push(el("div", { class: wrong ? "line wrong" : "line" }, parts.length ? parts : "\u200b"));
      place = end + 1;
    }
    this.layer.replaceChildren(...lines);
    this.mark();
  }

  /** Mark the brackets at the caret. */
  mark() {
    for (const old of this.layer.querySelectorAll(".pair, .alone")) old.classList.remove("pair", "alone");
    const found = document.activeElement === this.area && brackets(this.tokens, this.caret);
    if (!found) return;
    const [here, other] = found;
    for (const place of [here, other]) if (place !== null) this.at(place)?.node.parentElement?.classList.add(other === null ? "alone" : "pair");
  }

  /** The text node of the layer that holds a place, and the place in it. */
  at(place) {
    let left = place;
    for (const line of this.layer.children) {
      const length = line.textContent === "\u200b" ? 0 : line.textContent.length;
      if (left <= length) {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        let last = null;
        while (walker.nextNode()) {
          last = walker.currentNode;
          if (left < last.length) return { node: last, offset: left };
          left -= last.length;
        }
        return last && { node: last, offset: length ? last.length : 0 };
      }
      left -= length + 1;
    }
    return null;
  }

  /** Where a place of the text is on the screen. */
  rectangle(place) {
    const found = this.at(place);
    if (!found) return this.area.getBoundingClientRect();
    const range = document.createRange();
    range.setStart(found.node, found.offset);
    range.collapse(true);
    const box = range.getClientRects()[0] ?? range.getBoundingClientRect();
    return box.height ? box : found.node.parentElement.getBoundingClientRect();
  }
}
