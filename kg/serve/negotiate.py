"""Content negotiation: which of the formats that there are the client likes best (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.query.write import FORMATS

#: Format and media type, best first; a format stands once for each of its media types.
Offer = tuple[tuple[str, str], ...]


def offer(*names: str) -> Offer:
    """The formats of `kg.query.FORMATS` by name: each with its own media type, then with further ones."""
    media = {name: [also for also in FORMATS[name] if "/" in also] for name in names}
    own = [(name, media[name][0]) for name in names]
    return (*own, *((name, also) for name in names for also in media[name][1:]))


SOLUTIONS = offer("json", "xml", "csv", "tsv", "table")
BOOLEANS = offer("json", "xml", "csv", "tsv", "table")
GRAPHS = (*offer("turtle", "n-triples", "json-ld", "rdf-xml"), ("turtle", "text/plain"))
DATASETS: Offer = (("trig", "application/trig"), ("n-quads", "application/n-quads"), ("json-ld", "application/ld+json"))


@lru_cache(maxsize=1024)
def choose(accept: str, offered: Offer) -> tuple[str, str] | None:
    """The format and media type that an Accept header likes best; None where it takes none of them.

    Of those liked alike the first offered counts. An empty header takes anything. A range that cannot be read is
    passed over.
    """
    if not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    best, best_q = None, 0.0
    for pair in offered:
        q = _quality(pair[1], ranges)
        if q > best_q:
            best, best_q = pair, q
    return best


@lru_cache(maxsize=1024)
def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    found = dict(_ranges(header))
    return found.get("gzip", found.get("x-gzip", found.get("*", 0.0))) > 0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that a media type is in."""
    group = media.partition("/")[0] + "/*"
    for wanted in (media, group, "*/*"):
        for name, q in ranges:
            if name == wanted:
                return q
    return 0.0


def _ranges(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        q = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                q = _weight(value.strip())
        if name:
            found.append((name, q))
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def content_type(media: str) -> str:
    """A media type as the Content-Type header has it."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
