"""Finding things by what a person types: completion, search, and questions in words, each answered in a worker.

The functions whose names begin with `write_` run in the worker, beside the store and its text index.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.query.task import Task
from kg.serve.errors import HttpError
from kg.serve.negotiate import Offer, choose
from kg.serve.pages.routes import FEATURES, site_of
from kg.serve.pages.site import HEADERS
from kg.serve.requests import query_parameters
from kg.serve.respond import identity_of, respond

if TYPE_CHECKING:
    from kg.query.worker import Reply
    from kg.store import OxigraphStore

_MEDIA = {"json": "application/json", "html": "text/html"}
_JSON: Offer = (("json", _MEDIA["json"]),)
_JSON_OR_PAGE: Offer = (("json", _MEDIA["json"]), ("html", _MEDIA["html"]))
#: The longest text that is looked for, in characters, and the most results.
LONGEST, MOST = 1000, 1000


async def complete(request: Request) -> Response:
    """`/complete?q=沈&of=Person`: things that a person may mean by what they began to type, the best first."""
    return await _found(request, "write_completions", _JSON, 20)


async def search(request: Request) -> Response:
    """`/search?q=质量月&type=Event&in=label`: things by name and sentences by their words, as JSON or as a page."""
    return await _found(request, "write_hits", _JSON_OR_PAGE, 50)


async def ask(request: Request) -> Response:
    """`/ask?q=沈伟民参加了哪些活动？`: the named query that answers a question, its parameters and its URL."""
    return await _found(request, "write_match", _JSON, 1)


async def _found(request: Request, handler: str, offered: Offer, usual: int) -> Response:
    found = query_parameters(request)
    text = found.one("q") or ""
    chosen = choose(request.headers.get("accept", ""), offered)
    if chosen is None:
        raise HttpError(406, "the answer is JSON" + (" or a page" if len(offered) > 1 else ""), hint="Accept: */*")
    if not text.strip() and chosen[0] == "json":
        raise HttpError(400, "the parameter q is missing", hint="q=…, what to look for")
    if len(text) > LONGEST:
        raise HttpError(400, f"q has {len(text)} characters, and {LONGEST} are the most", hint="look for fewer words")
    where = found.one("in")
    if where not in (None, "label", "text"):
        raise HttpError(400, f"in should be label or text, not {where[:100]}", hint="in=label")
    site = site_of(request)
    arguments = {
        "q": text,
        "of": [name for value in (*found.all("of"), *found.all("type")) for name in value.replace(",", " ").split()],
        "in": where,
        "limit": _limit(found.one("limit"), usual),
        "format": chosen[0],
        "root": site.root,
        "language": site.language,
        "asked_language": found.one("lang") or "",
        "features": sorted(site.features),
    }
    task = Task(handler=f"kg.serve.finding:{handler}", arguments=arguments)
    identity = identity_of(request, chosen[0])
    headers = {**(HEADERS if chosen[0] == "html" else {}), "Vary": "Accept, Accept-Encoding"}
    return await respond(request, task, _MEDIA, identity=identity, headers=headers)


def _limit(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= MOST):
        raise HttpError(400, f"limit should be a number from 1 to {MOST}, not {text[:100]}", hint="limit=10")
    return int(text)


def write_completions(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: completions as JSON."""
    from kg.search import index_of
    from kg.vocab import compact

    with index_of(store) as index:
        found = index.complete(arguments["q"], of=arguments["of"], limit=arguments["limit"])
    _write_json(reply, [{**asdict(one), "curie": compact(one.iri, store.base)} for one in found])


def write_hits(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: what a search finds, as JSON or as a page."""
    from kg.search import index_of

    with index_of(store) as index:
        hits = index.search(arguments["q"], kind=arguments["in"], of=arguments["of"], limit=arguments["limit"])
    if arguments["format"] == "json":
        _write_json(reply, [asdict(hit) for hit in hits])
        return
    from kg.serve.pages.notes import Found, search_page
    from kg.serve.pages.site import Site

    site = Site(store.base, arguments["root"], features=frozenset(arguments["features"])).to(arguments["language"])
    shown = [Found(**{name: getattr(hit, name) for name in Found.__slots__}) for hit in hits]
    reply.describe(kind="html", format="html")
    reply.write(search_page(site, arguments["q"], shown).encode("utf-8", "replace"))


def write_match(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: what a question means, as JSON.

    `query` is null where no named query answers it; then `reason` says why, in Chinese and in English, and `nearest`
    lists questions that can be answered.
    """
    from kg.query.questions import Match, answer_question, language_of

    text = arguments["q"].strip()
    found = answer_question(store, text, arguments["asked_language"] or language_of(text))
    if isinstance(found, Match):
        values = found.parameters
        address = f"/query/{found.query.name}" + (f"?{urlencode(values)}" if values else "")
        answer: dict[str, Any] = {
            "query": found.query.name,
            "title": [found.query.title_zh, found.query.title_en],
            "parameters": values,
            "kind": found.kind,
            "count": found.count,
            "left": list(found.left),
            "confidence": found.confidence,
            "url": address,
            "sparql": found.query.bind(store, values),
        }
    else:
        nearest = [{"question": question, "query": query} for question, query in found.nearest]
        answer = {"query": None, "reason": [found.zh, found.en], "nearest": nearest}
    _write_json(reply, answer)


def _write_json(reply: Reply, content: Any) -> None:
    reply.describe(kind="json", format="json")
    reply.write((json.dumps(content, ensure_ascii=False) + "\n").encode("utf-8", "replace"))


_HERE = {"ask": ask, "search": search, "complete": complete}
#: Path, methods and function, for the application.
ROUTES = [(path, ("GET",), _HERE[feature]) for path, feature in FEATURES.items()]
