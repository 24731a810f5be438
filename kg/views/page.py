"""One HTML file out of a scene: no request to any network, and no way for data to become script.

- Everything the page needs is in it. vis-network's program is read from the installed pyvis; its stylesheet, 200 kB of
  buttons that we do not show, is not needed.
- A Content-Security-Policy (https://www.w3.org/TR/CSP3/) forbids every fetch, and all scripts and styles but ours, by
  their hashes. Trusted Types are required and no policy may be made, so no text can be parsed as HTML at all.
- Data is JSON in a block that does not run, with < > & escaped; our script puts it into the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.errors import ResourceError
from kg.model import EntityType
from kg.views.scene import Record, Scene
from kg.views.style import LOOKS, OTHER, clean, term

_ASSETS = Path(__file__).resolve().parent / "assets"
_NODE_KEYS = ("id", "label", "title", "group", "color", "shape", "size", "font", "x", "y", "value", "hidden")
_EDGE_KEYS = ("id", "from", "to", "label", "title", "color", "width", "arrows", "dashes", "smooth", "selfReference")
_SHAPES = frozenset(
    ("dot", "square", "triangle", "triangleDown", "star", "diamond", "hexagon", "box", "circle", "ellipse", "text")
)


def render(scene: Scene) -> str:
    """The page of a scene; the same scene gives the same characters. ResourceError where vis-network is missing."""
    style = _asset("network.css")
    scripts = (_vis(), _asset("network.js"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hash(script) for script in scripts)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    parts = {
        "policy": html.escape(policy),
        "title": html.escape(clean(scene.title)),
        "style": style,
        "vis": scripts[0],
        "script": scripts[1],
        "data": to_json(_data(scene)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _asset("network.html"))


def to_json(data: Any) -> str:
    """JSON that can stand in a script element of HTML: no character of it can end the element or start a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _hash(content: str) -> str:
    """The CSP source expression of an inline script or style."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def _vis() -> str:
    """vis-network's program from the installed pyvis, without the address of its source map."""
    spec = find_spec("pyvis")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for file in sorted(Path(folder).glob("lib/vis-9.1*/vis-network.min.js")):
            text = re.sub(r"//# sourceMappingURL=\S*\s*$", "", file.read_text(encoding="utf-8"))
            if re.search(r"</script|<!--", text, re.IGNORECASE):
                raise ResourceError("vis-network cannot stand in a page: it ends its own element", path=file.name)
            return text
    raise ResourceError("vis-network was not found in pyvis", hint="install the version that report-kg asks for")


def _data(scene: Scene) -> Record:
    """What the script reads: nodes and edges with only the options we know, types and relations with their labels."""
    nodes = [_node(node, scene.details.get(node["id"], {})) for node in scene.nodes]
    edges = [_edge(number, edge) for number, edge in enumerate(scene.edges)]
    kinds = Counter(node["group"] for node in nodes)
    relations = Counter(edge["relation"] for edge in edges)
    mentioned = {fact["p"] for fact in scene.facts} | {pair[0] for fact in scene.facts for pair in fact.get("more", ())}
    order = [*map(str, LOOKS), *sorted(kinds)]
    return {
        "title": clean(scene.title),
        "nodes": nodes,
        "edges": edges,
        "facts": scene.facts,
        "reports": scene.reports,
        "types": [_kind(kind, kinds[kind]) for kind in dict.fromkeys(order) if kinds[kind]],
        "relations": [[name, count] for name, count in sorted(relations.items(), key=lambda pair: (-pair[1], pair[0]))],
        "terms": {name: list(term(name)) for name in sorted({*relations, *mentioned})},
    }


def _kind(kind: str, count: int) -> Record:
    color, shape = LOOKS.get(kind, OTHER)
    zh, en = term(f"kg:{kind}") if kind in set(EntityType) else (kind, kind)
    return {"id": kind, "zh": zh or "其他", "en": en or "other", "color": color, "shape": shape, "count": count}


def _node(node: Record, details: Record) -> Record:
    """A node with only the options that cannot reach outside the page, its texts made visible."""
    kept = {key: node[key] for key in _NODE_KEYS if node.get(key) is not None}
    kept["label"] = clean(str(kept.get("label", node["id"])))
    kept["title"] = clean(str(kept.get("title", kept["label"])))
    kept["group"] = clean(str(kept.get("group", "")))
    if kept.get("shape") not in _SHAPES:
        kept["shape"] = "dot"
    return {**kept, "aliases": details.get("aliases", []), "facts": details.get("facts", [])}


def _edge(number: int, edge: Record) -> Record:
    kept = {key: edge[key] for key in _EDGE_KEYS if edge.get(key) is not None}
    kept["id"] = str(kept.get("id", f"x{number}"))
    kept["label"] = clean(str(kept.get("label", "")))
    return {**kept, "relation": clean(str(edge.get("relation", kept["label"]))), "facts": edge.get("facts", [])}
