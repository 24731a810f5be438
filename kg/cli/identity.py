"""`kg identity`: which readings are one thing, and why."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from kg.cli.common import format_option, store_option
from kg.cli.complete import EntityName

_KINDS = {"merge": "合并 merge", "distinction": "区分 distinction", "proposal": "待定 proposal"}


@click.command()
@click.argument("name", required=False, type=EntityName())
@click.option("--kind", type=click.Choice(tuple(_KINDS)), help="Only statements of this kind.")
@store_option
@format_option(("text", "json"), default="text")
def identity(name: str | None, kind: str | None, store: str, format: str) -> None:
    """Explain which readings of reports are one thing, and why; also which are not, and which may be.

    NAME is a name or a CURIE: of a thing, or of what one report alone makes of it. Without NAME, all statements are
    listed.

    Exit code 1: the store has nothing of that name, or no statement.

    \b
    Examples:
      kg identity 沈伟民
      kg identity --kind proposal
    """
    from kg.query.identity import explain
    from kg.store import open_store

    with open_store(store) as opened:
        things, statements = explain(opened, name)
    statements = [found for found in statements if kind in (None, found.kind)]
    if format == "json":
        click.echo(json.dumps({"things": [_thing(t) for t in things], "statements": [_statement(s) for s in statements]},
                              ensure_ascii=False, indent=2))  # fmt: skip
    else:
        click.echo(_text(name, things, statements), nl=False)
    sys.exit(0 if things or statements else 1)


def _thing(thing: Any) -> dict[str, Any]:
    return {
        "id": thing.id,
        "name": thing.name,
        "type": thing.type,
        "readings": [{"id": r.id, "name": r.name, "documents": list(r.documents)} for r in thing.readings],
    }


def _statement(found: Any) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind,
        "type": found.type,
        "entities": list(found.entities),
        "readings": [{"id": id_, "name": name} for id_, name in found.readings],
        "for": list(found.reasons_for),
        "against": list(found.reasons_against),
        "decisions": list(found.decisions),
    }


def _text(name: str | None, things: list[Any], statements: list[Any]) -> str:
    if not things and not statements:
        return (
            f"没有关于 {name} 的记述 nothing is known of {name}\n"
            if name
            else "没有同一性陈述 no statement of identity\n"
        )
    lines: list[str] = []
    for thing in things:
        lines.append(f"{thing.name}  {thing.id}")
        for reading in thing.readings:
            lines.append(f"  {'、'.join(reading.documents)}: {reading.name}  {reading.id}")
    for found in statements:
        lines.append(f"{_KINDS[found.kind]}  {found.id}")
        lines.append("  " + " | ".join(found.entities))
        lines += [f"  读作 as  {text}" for text in dict.fromkeys(name for _, name in found.readings)]
        lines += [f"  支持 for  {reason}" for reason in found.reasons_for]
        lines += [f"  反对 against  {reason}" for reason in found.reasons_against]
        lines += [f"  裁定 decision  {decision}" for decision in found.decisions]
    return "\n".join(lines) + "\n"
