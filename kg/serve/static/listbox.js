// The list that completion shows, for the editor and for boxes of forms: WAI-ARIA's combobox with a list, the focus stays
// where one types, aria-activedescendant tells which choice is meant.

import { clean, el, word } from "./dom.js";

let number = 0;

export class Listbox {
  /** `field` is where one types, `choose(item)` takes what was chosen, `place()` gives the box on the screen to stand under. */
  constructor(field, { choose, place, label }) {
    this.field = field;
    this.choose = choose;
    this.place = place;
    this.items = [];
    this.active = -1;
    number += 1;
    this.id = `choices-${number}`;
    this.list = el("ul", { class: "choices", role: "listbox", id: this.id, "aria-label": label ?? word("editor.completions"), hidden: true });
    this.said = el("span", { class: "hidden", "aria-live": "polite" });
    document.body.append(this.list, this.said);
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.number));
    });
    addEventListener("resize", () => this.close());
    addEventListener("scroll", (event) => { if (this.open && !this.list.contains(event.target)) this.move(); }, { capture: true, passive: true });
  }

  get open() { return !this.list.hidden; }

  /** Show items: { label, note, kind }; the first is meant at once if `first`. */
  show(items, { first = true } = {}) {
    if (!items.length) { this.close(); return; }
    this.items = items;
    this.list.replaceChildren(...items.map((item, i) => el("li", { role: "option", id: `${this.id}-${i}`, "data-number": i, "aria-selected": "false", class: item.kind ?? "" },
      el("span", { class: "label" }, clean(item.label)), item.note ? el("span", { class: "note" }, clean(item.note)) : null)));
    this.list.hidden = false;
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", "true");
    this.said.textContent = word("editor.count", { count: items.length });
    this.activate(first ? 0 : -1);
    this.list.scrollTop = 0;
    this.move();
  }

  close() {
    if (!this.open) return;
    this.list.hidden = true;
    this.items = [];
    this.active = -1;
    this.said.textContent = "";
    this.field.removeAttribute("aria-activedescendant");
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", "false");
  }

  /** Stand under the place, or above it where there is no room. */
  move() {
    const box = this.place();
    const { offsetWidth: width, offsetHeight: height } = this.list;
    const below = box.bottom + 4;
    const top = below + height > innerHeight && box.top - height - 4 > 0 ? box.top - height - 4 : below;
    this.list.style.left = `${Math.max(4, Math.min(box.left, innerWidth - width - 8)) + scrollX}px`;
    this.list.style.top = `${top + scrollY}px`;
  }

  activate(place) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = this.list.children[place];
    if (!option) { this.field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  take(place) {
    const item = this.items[place];
    this.close();
    if (item) this.choose(item);
  }

  onKey(event) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = this.items.length;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) {
      const step = steps[event.key];
      const to = Math.abs(step) === 1 ? (this.active + step + count) % count : Math.max(0, Math.min(count - 1, this.active + step));
      this.activate(this.active < 0 && step < 0 ? count - 1 : to);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0 && !event.shiftKey) this.take(this.active);
    else if (event.key === "Escape") this.close();
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
