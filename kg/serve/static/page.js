// What every page does beyond its HTML: remembers the language, copies, goes to the search box at "/".

const KEY = "report-kg.language";
const remembered = () => {
  try { return localStorage.getItem(KEY); } catch { return null; }
};

const link = document.querySelector("a.language");
link?.addEventListener("click", () => {
  try { localStorage.setItem(KEY, link.dataset.lang); } catch { /* a browser that keeps nothing: the address still does */ }
});
const address = new URL(location.href);
if (!address.searchParams.has("lang") && remembered() === "en" && document.documentElement.lang !== "en") {
  address.searchParams.set("lang", "en");
  location.replace(address);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const before = button.textContent;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1600);
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.getElementById("find");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
});
