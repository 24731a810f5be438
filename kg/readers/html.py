"""HTML: the visible text of the main content, without navigation, related links and footers.

No rule is for one site. The main content is the smallest element that holds most of the page's sentences (text blocks
with Chinese sentence marks and few links); what stands between the page's heading and it belongs to it too. Blocks
that are mostly links, or that class, id or tag calls navigation, are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.model import BlockRole, Document, Span
from kg.readers.assemble import assemble
from kg.readers.decode import decode
from kg.readers.draft import Draft, Mark
from kg.readers.markup import Element, parse
from kg.readers.patterns import words
from kg.readers.source import load

_SENTENCE = re.compile("[，。；！？]")
#: Share of the page's sentences that the main content must hold.
_MOST = 0.8
#: Elements that are a paragraph or part of a table, never the whole of an article.
_NOT_MAIN = frozenset({"p", "li", "pre", "blockquote"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read(path: Path) -> Document:
    """The Document of an HTML file; UnreadableSource where it is no text or shows none."""
    data = load(path)
    text, _ = decode(data, str(path), declared=_declared(data))
    return assemble(draft(text), path.stem, format="html", source=path.name, sha256=hashlib.sha256(data).hexdigest())


def _declared(data: bytes) -> str:
    """The encoding a page declares; the GB family under the name that holds them all."""
    found = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.IGNORECASE)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name


def draft(text: str) -> Draft:
    """The draft of an HTML text."""
    root = parse(text)
    shown = _Writer(_heading(root))
    for element in _content(root):
        shown.block(element)
    meta = _meta(root)
    parts = [part for part in re.split(r"\s*[-_|–—]+\s*", _page_title(root)) if part]
    site = parts[-1] if len(parts) > 1 else ""
    return Draft(
        text=shown.text,
        marks=tuple(shown.marks),
        title=meta.get("articletitle", "") or "".join(parts[:1]),
        published=meta.get("pubdate", meta.get("article:published_time", "")),
        publisher=meta.get("contentsource", "") or meta.get("sitename", "") or meta.get("og:site_name", "") or site,
    )


def _meta(root: Element) -> dict[str, str]:
    """The page's own particulars, by the names of Open Graph and of 政府网站发展指引 (国务院办公厅, 2017, annex 2)."""
    found: dict[str, str] = {}
    for element in root.elements():
        if element.tag == "meta":
            name = element.attributes.get("name") or element.attributes.get("property") or ""
            found.setdefault(name.lower(), element.attributes.get("content", "").strip())
    return found


def _page_title(root: Element) -> str:
    return next((element.text for element in root.elements() if element.tag == "title"), "")


def _heading(root: Element) -> Element | None:
    """The element that shows the title of the article: a heading or paragraph that the page's title repeats, or an h1."""
    title = _page_title(root)
    shown = [e for e in root.elements() if e.tag in _HEADINGS and e.length and not _hidden(e)]
    repeated = next((e for e in shown if e.text in title), None)
    first = next((e for e in shown if e.tag == "h1"), None)
    return repeated or first or _repeated_block(root, title) or _heading_above(root, shown)


def _heading_above(root: Element, shown: Sequence[Element]) -> Element | None:
    """The last heading above the main content, long enough for a headline and no link."""
    main, order = _main(root), list(root.elements())
    above = [e for e in order[: order.index(main)] if e in shown and e.length >= 8 and not e.link_length]
    return above[-1] if above else None


def _repeated_block(root: Element, title: str) -> Element | None:
    """The first paragraph of five characters or more that the page's title repeats and that is no link."""
    for element in root.elements():
        if element.is_block and 5 <= element.length <= len(title) and not element.link_length and not _hidden(element):
            leaf = not any(isinstance(child, Element) and child.is_block for child in element.children)
            if leaf and element.text in title:
                return element
    return None


def _hidden(element: Element) -> bool:
    """Whether an element is chrome or not shown; `header` is chrome unless it carries the heading."""
    style = element.attributes.get("style", "").replace(" ", "").lower()
    if element.tag in words("html", "never") or "hidden" in element.attributes or "display:none" in style:
        return True
    if element.tag == "header":
        return not any(e.tag == "h1" for e in element.elements())
    return bool(element.names & words("html", "chrome")) and not _has_story(element)


def _has_story(element: Element) -> bool:
    """Whether an element holds half of the page's sentences, so that no name can make it chrome (`nav-open`)."""
    return element.link_length < 0.2 * element.length and element.sentence_marks >= 0.5 * element.root.sentence_marks


def _weights(root: Element) -> dict[Element, int]:
    """Characters of sentences outside links below each block that is shown."""
    found: dict[Element, int] = {}

    def weigh(element: Element) -> int:
        if _hidden(element):
            return 0
        blocks = [c for c in element.children if isinstance(c, Element) and c.is_block]
        inline = [c for c in element.children if isinstance(c, Element) and not c.is_block]
        own = "".join(c for c in element.children if isinstance(c, str)) + "".join(c.text for c in inline)
        linked = sum(c.link_length for c in inline)
        weight = len(own) if _SENTENCE.search(own) and linked < 0.5 * len(own) else 0
        found[element] = weight + sum(map(weigh, blocks))
        return found[element]

    weigh(root)
    return found


def _main(root: Element) -> Element:
    """The smallest element that holds most of the sentences."""
    weights = _weights(root)
    main, least = root, max(1.0, _MOST * weights.get(root, 0))
    while True:
        blocks = (child for child in main.children if isinstance(child, Element))
        heavy = next((block for block in blocks if weights.get(block, 0) >= least), None)
        if heavy is None or heavy.tag in _NOT_MAIN:
            return main
        main = heavy


def _content(root: Element) -> Sequence[Element]:
    """The elements of the main content: from the heading to the end of the smallest element with most sentences."""
    main = _main(root)
    heading = _heading(root)
    if heading is None or heading in list(main.elements()):
        return [main]
    return [*_between(root, heading, main), main]


def _between(root: Element, heading: Element, main: Element) -> Iterator[Element]:
    """The heading and the blocks without links from it to the main content, where it comes first."""
    order = list(root.elements())
    first, last = order.index(heading), order.index(main)
    if first > last:
        return
    yield heading
    inside = set(map(id, heading.elements()))
    for element in order[first:last]:
        leaf = element.is_block and not any(c.is_block for c in element.children if isinstance(c, Element))
        if leaf and id(element) not in inside and not _is_chrome(element, main):
            yield element


def _is_chrome(element: Element, main: Element) -> bool:
    node: Element | None = element
    while node is not None:
        if node is not main and _hidden(node):
            return True
        node = node.parent
    return element.link_length > 0.5 * element.length


class _Writer:
    """Writes the text of elements line by line, and what each line is by its tag."""

    def __init__(self, heading: Element | None) -> None:
        self.heading = heading
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self.line = ""
        self.length = 0

    @property
    def text(self) -> str:
        """All that was written."""
        return "\n".join(self.lines)

    def block(self, element: Element, role: BlockRole | None = None) -> None:
        """Write an element that opens a paragraph."""
        if _hidden(element) or self._is_links(element):
            return
        if element.tag == "tr" and self._row(element):
            return
        role = self._role(element) or role
        self._inline(element, role)
        self._flush(role)

    def _inline(self, element: Element, role: BlockRole | None) -> None:
        for child in element.children:
            if isinstance(child, str):
                self.line += child if element.tag == "pre" else re.sub(r"[ \t\r\n\f]+", " ", child)
            elif child.tag == "br":
                self.line += "\n"
            elif child.is_block:
                self._flush(role)
                self.block(child, role if role is not BlockRole.LIST else None)
            elif not _hidden(child):
                self._inline(child, role)

    def _role(self, element: Element) -> BlockRole | None:
        if element is self.heading:
            return BlockRole.TITLE
        if element.tag in _HEADINGS:
            return BlockRole.HEADING
        if element.tag == "li" and len(element.text) <= 80 and not re.search("[。！？].", element.text):
            return BlockRole.LIST
        return None

    def _is_links(self, element: Element) -> bool:
        """Whether an element is mostly links; a single link in a sentence is text."""
        return (
            element is not self.heading
            and element.link_length > 0.6 * element.length
            and not (_SENTENCE.search(element.text) and element.tag == "p")
        )

    def _row(self, element: Element) -> bool:
        """Write a row of a table of data; False for a row that only lays out the page."""
        cells = [c for c in element.children if isinstance(c, Element) and c.tag in ("td", "th")]
        if any(e.tag in ("table", "p", "div", *_HEADINGS) for c in cells for e in c.elements() if len(c.text) > 80):
            return False
        texts = [cell.text for cell in cells if cell.text]
        if len(texts) < 2 or any(len(text) > 200 for text in texts):
            return False
        self._flush(None)
        self.line = " | ".join(texts)
        self._flush(BlockRole.TABLE)
        return True

    def _flush(self, role: BlockRole | None) -> None:
        line, self.line = "\n".join(part.strip(" ") for part in self.line.split("\n")).strip("\n"), ""
        if not line.strip():
            return
        self.lines.append(line)
        self.marks.append(Mark(Span(self.length, self.length + len(line)), role))
        self.length += len(line) + 1
