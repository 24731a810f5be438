"""`/openapi.json`: what the endpoint can be asked, as OpenAPI 3.1, made from the headers of the named queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.query.named import NamedQuery, Parameter, named_queries
from kg.query.write import FORMATS
from kg.serve.endpoint import endpoint_of
from kg.serve.entity import own_prefixes
from kg.serve.graph_store import READ
from kg.serve.negotiate import BOOLEANS, DATASETS, GRAPHS, SOLUTIONS, Offer
from kg.serve.protocol import FORM, QUERY, UPDATE
from kg.serve.respond import matches
from kg.vocab import BASE

Json = dict[str, Any]

#: Status to what it means here; also what the reference page lists.
ERRORS: dict[int, str] = {
    400: "The request is not as it should be: syntax, a parameter, text that is not UTF-8.",
    401: "Writing needs the token of the endpoint.",
    403: "Refused: an update where none are allowed, a report's graph, SERVICE or LOAD, more results than allowed.",
    404: "There is nothing of that name.",
    405: "The method is not for this address.",
    406: "None of the formats asked for can hold the answer.",
    408: "The request took too long to come.",
    413: "The request is larger than allowed.",
    415: "The body is of a type, charset or encoding that is not taken.",
    421: "The endpoint is for this machine only, and was asked by another name.",
    429: "Too many queries at the moment; Retry-After says when to try again.",
    431: "The head of the request is too large.",
    503: "The query took too long or too much memory and was stopped, or the store cannot be used at the moment.",
}
_ALWAYS = (400, 421, 429, 503)
_TEXT = {"type": "string"}


async def openapi(request: Request) -> Response:
    """The description, the same until the program or its settings change."""
    settings = endpoint_of(request).settings
    body, tag = _body(settings.base, settings.allow_update)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


@lru_cache(maxsize=4)
def _body(base: str, allow_update: bool) -> tuple[bytes, str]:
    body = (json.dumps(document(base, allow_update=allow_update), ensure_ascii=False, indent=1) + "\n").encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def document(base: str = BASE, *, allow_update: bool = False) -> Json:
    """The description of an endpoint; `base` is the namespace of its store's things."""
    paths: Json = {
        "/sparql": _sparql(),
        **{f"/query/{query.name}": {"get": _named(query)} for query in named_queries()},
        "/store": _store(allow_update, indirect=True),
        "/store/{path}": _store(allow_update, indirect=False),
        "/{kind}/{name}": {"get": _entity(base)},
        "/openapi.json": {"get": _operation("This description", _answer("application/json"), ["about"], ())},
    }
    if allow_update:
        paths["/update"] = {"post": _update()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "report-kg",
            "version": __version__,
            "summary": "官方活动报道的知识图谱 / A knowledge graph of official event reports",
            "description": "SPARQL, named questions, graphs, and things at their own addresses; every fact with its quote.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "sparql", "description": "SPARQL 1.1 Protocol"},
            {"name": "graphs", "description": "SPARQL 1.1 Graph Store HTTP Protocol"},
            {"name": "things", "description": "Things at their own addresses"},
            {"name": "about", "description": "The endpoint itself"},
            *({"name": tag, "description": f"Named queries: {tag}"} for tag in _tags()),
        ],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, "Results": _RESULTS},
            "responses": {str(status): _problem(text) for status, text in ERRORS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _tags() -> list[str]:
    return sorted({tag for query in named_queries() for tag in query.tags})


def _named(query: NamedQuery) -> Json:
    operation = _operation(
        f"{query.title_zh} / {query.title_en}", _answer(*_media(SOLUTIONS)), query.tags, (403, 404, 406)
    )
    return operation | {
        "operationId": query.name,
        "description": f"{query.description}\n\n{query.why}",
        "parameters": [*map(_parameter, query.parameters), *_HOW],
    }


def _parameter(parameter: Parameter) -> Json:
    schema: Json = dict(_TEXT)
    if parameter.type == "number":
        schema = {"type": "integer"}
    elif parameter.type == "date":
        schema["pattern"] = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
    if parameter.required:
        schema |= {} if parameter.type == "number" else {"minLength": 1}
    if parameter.default:
        schema["default"] = int(parameter.default) if parameter.type == "number" else parameter.default
    kind = f" ({' or '.join(parameter.of)}: a name, a CURIE or an IRI)" if parameter.of else ""
    found: Json = {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.zh} / {parameter.en}{kind}",
        "required": parameter.required,
        "schema": schema,
    }
    if parameter.example:
        found["example"] = int(parameter.example) if parameter.type == "number" else parameter.example
    return found


def _query(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_FORMAT = _query("format", "格式 / The format by its name; else the Accept header decides.", {"enum": list(FORMATS)})
_HOW = [
    _query("format", _FORMAT["description"], {"enum": ["table", "csv", "tsv", "json", "xml"]}),
    _query("limit", "至多多少行 / At most so many rows.", {"type": "integer", "minimum": 0, "maximum": 999_999_999}),
    _query("language", "表头语言 / Language of a table's headings.", {"enum": ["zh", "en"], "default": "zh"}),
    _query("evidence", "附出处 / With the quotes behind each row.", {"enum": ["true", "false"], "default": "false"}),
]
_GRAPHS = [
    {**_query(name, text, {"type": "array", "items": {"type": "string", "format": "iri"}}), "explode": True}
    for name, text in (
        ("default-graph-uri", "Graphs that make up the default graph."),
        ("named-graph-uri", "Named graphs."),
    )
]


def _sparql() -> Json:
    answers = _answer(*_media(SOLUTIONS, BOOLEANS, GRAPHS))
    get = _operation("A query, or without one the description of the service", answers, ["sparql"], (403, 406))
    sparql = _query("query", "SPARQL 1.1; our prefixes need no declaration.", _TEXT) | {
        "example": "ASK { ?s a kg:Person }"
    }
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": _TEXT, **{p["name"]: p["schema"] for p in _GRAPHS}, "format": _FORMAT["schema"]},
    }
    post = _operation("A query", answers, ["sparql"], (403, 406, 413, 415))
    post |= {
        "parameters": [*_GRAPHS, _FORMAT],
        "requestBody": {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": _TEXT}}},
    }
    return {"get": get | {"parameters": [sparql, *_GRAPHS, _FORMAT]}, "post": post}


def _update() -> Json:
    using = [
        {**graphs, "name": f"using-{name}", "description": f"{graphs['description']} That WHERE sees."}
        for graphs, name in zip(_GRAPHS, ("graph-uri", "named-graph-uri"), strict=True)
    ]
    form = {
        "type": "object",
        "required": ["update"],
        "properties": {"update": _TEXT, **{p["name"]: p["schema"] for p in using}},
    }
    content = {FORM: {"schema": form}, UPDATE: {"schema": _TEXT}}
    done = {"204": {"description": "Done, and on the disk."}}
    return _operation("An update", done, ["sparql"], (401, 403, 413, 415)) | {
        "parameters": using,
        "requestBody": {"required": True, "content": content},
        "security": [{"token": []}],
    }


def _store(allow_update: bool, *, indirect: bool) -> Json:
    if indirect:
        named = [
            _query("graph", "The IRI of a graph.", {"type": "string", "format": "iri"}),
            _query("default", "The default graph.", {"enum": [""]}) | {"allowEmptyValue": True},
        ]
    else:
        text = "The rest of the graph's IRI, which is the address itself."
        named = [
            {"name": "path", "in": "path", "required": True, "description": text, "schema": {**_TEXT, "minLength": 1}}
        ]
    offered = _media(GRAPHS, DATASETS) if indirect else _media(GRAPHS)
    what = "A graph, or all of them" if indirect else "A graph"
    get = _operation(what, _answer(*offered), ["graphs"], (404, 406))
    found: Json = {"get": get | {"parameters": [*named, _FORMAT]}}
    if not allow_update:
        return found
    body = {"required": True, "content": {media: {"schema": _TEXT} for media in READ}}
    made, replaced = {"description": "Made; Location says where, if it got a name."}, {"description": "Replaced."}
    methods: dict[str, tuple[str, Json, Json]] = {
        "put": ("Replace a graph", {"201": made, "204": replaced}, {"requestBody": body}),
        "post": ("Add to a graph, or make one", {"200": {"description": "Added."}, "201": made}, {"requestBody": body}),
        "delete": ("Remove a graph", {"200": {"description": "Removed."}}, {}),
    }
    for method, (text, answers, more) in methods.items():
        operation = _operation(text, answers, ["graphs"], (401, 403, 404, 413, 415))
        found[method] = operation | {"parameters": named, "security": [{"token": []}], **more}
    return found


def _entity(base: str) -> Json:
    text = "What is said of a thing, the facts that it is in, and their quotes"
    path = [
        {"name": "kind", "in": "path", "required": True, "schema": {"enum": list(own_prefixes(base))}},
        {"name": "name", "in": "path", "required": True, "schema": {**_TEXT, "minLength": 1}},
    ]
    return _operation(text, _answer("text/html", *_media(GRAPHS)), ["things"], (403, 404, 406)) | {
        "parameters": [*path, _query("format", _FORMAT["description"], {"enum": ["html", *_names(GRAPHS)]})]
    }


def _operation(summary: str, answers: Json, tags: Iterable[str], errors: Iterable[int]) -> Json:
    refs = {str(s): {"$ref": f"#/components/responses/{s}"} for s in sorted({*_ALWAYS, *errors})}
    return {"summary": summary, "tags": list(tags), "responses": {**answers, **refs}}


def _answer(*media: str) -> Json:
    content: Json = {name: {"schema": _schema(name)} for name in media}
    return {
        "200": {"description": "The answer.", "headers": _HEADERS, "content": content},
        "304": {"description": "Nothing has changed since the answer with that ETag."},
    }


def _schema(media: str) -> Json:
    if media in ("application/sparql-results+json", "application/json"):
        return {"anyOf": [{"$ref": "#/components/schemas/Results"}, {"type": "object"}]}
    return {} if media.endswith("json") else _TEXT


def _media(*offers: Offer) -> list[str]:
    return list(dict.fromkeys(media for offered in offers for _, media in offered))


def _names(offered: Offer) -> list[str]:
    return list(dict.fromkeys(name for name, _ in offered))


def _problem(text: str) -> Json:
    content = {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/plain": {"schema": _TEXT},
    }
    return {"description": text, "content": content}


_HEADERS: Json = {"ETag": {"description": "Of this answer to the store as it is.", "schema": _TEXT}}
_PROBLEM: Json = {
    "description": "RFC 9457",
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "One sentence: what was asked, what was found."},
        "hint": {**_TEXT, "description": "What to do now."},
        "line": {"type": "integer", "description": "Of a syntax error, from 1."},
        "column": {"type": "integer"},
        "nearest": {"type": "array", "items": _TEXT, "description": "Names like the one that was not found."},
        "names": {"type": "array", "items": _TEXT, "description": "Parameters that are missing or unknown."},
    },
}
_TERM: Json = {"type": "object", "required": ["type", "value"], "properties": {"type": _TEXT}}
_RESULTS: Json = {
    "description": "SPARQL 1.1 Query Results JSON Format",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": _TEXT}}},
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}}},
        },
    },
}
