"""HTML to a small tree: elements, attributes, text; the standard library's tokenizer, tags closed as browsers do.

Stands on `html.parser`, so that HTML needs no further package; broken markup never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

_VOID = "area base br col embed hr img input link meta param source track wbr"
_BLOCK = (
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
VOID = frozenset(_VOID.split())
BLOCK = frozenset(_BLOCK.split())
#: A start tag of the key closes open elements of the value (HTML Living Standard, 13.1.2.4 optional tags).
_CLOSES = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "option": {"option"},
}
_CODE = frozenset({"script", "style", "template", "noscript"})
_SCOPES = frozenset({"table", "ul", "ol", "dl", "body", "html"})
#: Deeper trees are flattened here: no page of a publisher nests so deep, and walks of the tree recurse.
_MAX_DEPTH = 200


@dataclass(eq=False)
class Element:
    """An element with its attributes and children, which are elements and strings in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    parent: Element | None = None

    @property
    def text(self) -> str:
        """All text below, white space runs as one space."""
        return re.sub(r"[ \t\r\n\f]+", " ", "".join(self._pieces())).strip()

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._pieces()

    @cached_property
    def length(self) -> int:
        """Characters of text below, white space aside."""
        return sum(len("".join(c.split())) if isinstance(c, str) else c.length for c in self.children)

    def elements(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    @cached_property
    def sentence_marks(self) -> int:
        """How many Chinese commas and full stops the text below has."""
        return sum(
            len(re.findall("[，。；！？]", c)) if isinstance(c, str) else c.sentence_marks for c in self.children
        )

    @cached_property
    def link_length(self) -> int:
        """Characters of text inside links, white space aside."""
        if self.tag == "a":
            return self.length
        return sum(child.link_length for child in self.children if isinstance(child, Element))

    @cached_property
    def is_block(self) -> bool:
        """Whether the element opens a paragraph, or holds one that does."""
        return self.tag in BLOCK or any(isinstance(c, Element) and c.is_block for c in self.children)

    @property
    def root(self) -> Element:
        """The topmost element."""
        element = self
        while element.parent is not None:
            element = element.parent
        return element

    @property
    def names(self) -> set[str]:
        """The words in class and id, lower case: `nav-bar` and `navBar` are nav, bar."""
        value = f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}"
        return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", value)}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("html", "body"):
            self.root.attributes |= attributes
            return
        self._close_implied(tag)
        element = Element(tag, attributes, parent=self.open[-1])
        self.open[-1].children.append(element)
        if tag not in VOID and len(self.open) < _MAX_DEPTH:
            self.open.append(element)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """A comment, as in the standard (13.2.5.42); `html.parser` fails on names it does not know."""
        return self.parse_bogus_comment(i, bool(report))

    def _close_implied(self, tag: str) -> None:
        if tag in BLOCK and self.open[-1].tag == "p":
            self.open.pop()
        closes = _CLOSES.get(tag, set())
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in closes:
                del self.open[depth:]
            elif self.open[depth].tag in _SCOPES:
                return

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.open[-1].tag == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return
            if self.open[depth].tag in _SCOPES and tag not in _SCOPES:
                return

    def handle_data(self, data: str) -> None:
        if self.open[-1].tag not in _CODE:
            self.open[-1].children.append(data)


def parse(text: str) -> Element:
    """The tree of an HTML text."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
