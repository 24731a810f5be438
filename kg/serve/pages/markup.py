"""HTML, written so that what a report says can only ever be text: the one place where pages are escaped.

>>> tag("a", "<b> & \u202ec", href="/person/x", class_="thing")
'<a href="/person/x" class="thing">&lt;b&gt; &amp; �c</a>'
>>> tag("a", "a name", href="javascript:alert(1)")
'<a>a name</a>'
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from kg.views.style import clean

_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
_ADDRESSES = frozenset(("href", "src", "action", "formaction"))
# Addresses on this server, and those of the web: nothing else becomes a link. `//host` would be another server.
_ADDRESS = re.compile(r"(?:https?://[^\s\\]+|/(?![/\\])[^\s\\]*|[?#][^\s]*)\Z")
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")


class Markup(str):
    """Text that is HTML already; every other text is escaped when it is put into an element."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str.__repr__(str(self))


def escape(value: object) -> Markup:
    """A value as HTML: marks of HTML escaped, characters that hide or turn text round made visible."""
    return value if isinstance(value, Markup) else Markup(html.escape(clean(str(value))))


def join(*children: Any) -> Markup:
    """Children one after the other: texts, Markup, lists of them; None and False stand for nothing."""
    return Markup("".join(_each(children)))


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """An element. `class_` is class, `data_x` data-x; an attribute that is None or False is left out, True is bare.

    An address that is neither on this server nor http(s) is left out.
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{join(*children)}</{name}>")


def safe_address(address: str) -> bool:
    """Whether an address may become a link: a path, query or fragment here, or http(s)."""
    return bool(_ADDRESS.match(address))


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _NAME.match(name) or name.startswith("on"):
        raise ValueError(f"{key} is no attribute for a page")
    if value is None or value is False or (name in _ADDRESSES and not safe_address(str(value))):
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def _each(children: Iterable[Any]) -> Iterable[str]:
    for child in children:
        if child is None or child is False:
            continue
        if isinstance(child, str):
            yield escape(child)
        elif isinstance(child, Iterable):
            yield from _each(child)
        else:
            yield escape(child)
