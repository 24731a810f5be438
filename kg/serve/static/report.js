// The report page: #c120-140 marks that place and goes there; a click on a mark shows its facts.

const text = document.getElementById("text");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The text nodes of the report with the place of their first character, in code points. */
function* pieces() {
  for (const paragraph of text.querySelectorAll("p[data-start]")) {
    let place = Number(paragraph.dataset.start);
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      const length = [...node.data].length;
      yield { node, start: place, end: place + length };
      place += length;
    }
  }
}

/** UTF-16 units that the first `count` code points of a text take. */
const units = (string, count) => [...string].slice(0, count).join("").length;

/** Mark the place [start, end); returns the first element of the mark. */
function markPlace(start, end) {
  for (const old of text.querySelectorAll(".at")) old.classList.remove("at");
  let first = null;
  for (const piece of [...pieces()]) {
    if (piece.end <= start || piece.start >= end) continue;
    let { node } = piece;
    const from = Math.max(start - piece.start, 0), to = Math.min(end, piece.end) - piece.start;
    const string = node.data;
    if (to < piece.end - piece.start) node.splitText(units(string, to));
    if (from > 0) node = node.splitText(units(string, from));
    const parent = node.parentElement;
    const mark = document.createElement("mark");
    mark.className = parent.localName === "mark" ? `${parent.className} at` : "at";
    if (parent.dataset.facts) mark.dataset.facts = parent.dataset.facts;
    node.before(mark);
    mark.append(node);
    first ??= mark;
  }
  return first;
}

function goToPlace() {
  const found = /^#c(\d{1,9})-(\d{1,9})$/.exec(location.hash);
  if (!found) return;
  const mark = markPlace(Number(found[1]), Number(found[2]));
  if (!mark) return;
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  const number = mark.dataset.facts?.split(" ")[0];
  if (number) choose([number], false);
}

/** Show facts of the list as chosen; `go` brings the first into view. */
function choose(numbers, go) {
  for (const old of document.querySelectorAll(".beside .chosen")) old.classList.remove("chosen");
  const items = numbers.map((number) => document.getElementById(`fact-${number}`)).filter(Boolean);
  for (const item of items) item.classList.add("chosen");
  if (!items.length) return;
  const list = items[0].closest(".beside");
  if (getComputedStyle(list).position === "sticky") {
    list.scrollTo({ top: items[0].offsetTop - list.offsetTop - 60, behavior: calm ? "auto" : "smooth" });
  } else if (go) items[0].scrollIntoView({ block: "center" });
  if (go) items[0].focus({ preventScroll: true });
}

text.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-facts]");
  if (mark && getSelection().isCollapsed) choose(mark.dataset.facts.split(" "), true);
});
for (const link of document.querySelectorAll(".words")) {
  link.addEventListener("click", (event) => { // the same page: no need to load it again
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const url = new URL(link.href);
    event.preventDefault();
    if (location.hash === url.hash) goToPlace();
    else location.hash = url.hash;
  });
}
addEventListener("hashchange", goToPlace);
goToPlace();
document.body.dataset.ready = "";
