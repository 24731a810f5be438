"""`kg info`: versions, the store and the resources in use."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.common import format_option, say, store_option

_LIBRARIES = ("pyoxigraph", "rdflib", "networkx", "pyvis", "pyshacl", "OpenCC", "python-docx", "pypdfium2")
_COUNTS = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?count)
WHERE { ?thing a ?class . FILTER(STRSTARTS(STR(?class), STR(kg:))) } GROUP BY ?class ORDER BY ?class"""


@click.command()
@click.option(
    "--manifest", is_flag=True, help="Print the hashes of all that went into the graph and came out, as JSON."
)
@click.option("--verify", is_flag=True, help="Compute the hashes anew and say what does not hold.")
@click.option(
    "--sources",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="With --verify: files or folders that the reports should come from.",
)
@store_option
@format_option(("text", "json"), default="text")
def info(manifest: bool, verify: bool, sources: tuple[Path, ...], store: str, format: str) -> None:
    """Show versions, the store and the resources in use.

    Two stores with the same manifest hold the same graph, quad for quad.

    Exit code 1: something does not hold (--verify).

    \b
    Examples:
      kg info
      kg info -s shanghai-2020 --format json
      kg info --manifest > manifest.json
      kg info --verify --sources reports/
    """
    if manifest or verify or sources:
        sys.exit(_manifest(store, manifest, verify or bool(sources), sources))
    facts = {"versions": versions(), "resources": resources_in_use(), "store": store_content(store)}
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if format == "json" else as_text(facts))


def _manifest(path: str, show: bool, check: bool, sources: tuple[Path, ...]) -> int:
    from kg import resources
    from kg.store import open_store
    from kg.store.inventory import inventory, verify

    with open_store(path) as store:
        if show:
            content = {"program": versions()["report-kg"], "resources": resources.fingerprint(), **inventory(store)}
            click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        faults = list(verify(store, _hashes(sources) if sources else None)) if check else []
        more = [f"…… 另有 and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        if check:
            say(
                "\n".join([*faults[:_SHOWN], *more])
                or f"{len(store.ledger.documents())} 篇报告均与清单相符 all reports are as the manifest says"
            )
        return 1 if faults else 0


_SHOWN = 20


def _hashes(sources: tuple[Path, ...]) -> dict[str, str]:
    """The hash of each source by the name of its report."""
    from kg.build import identify_all

    return {source.name: source.origin.sha256 for source in identify_all(sources)}


def versions() -> dict[str, str]:
    """The program's version, Python's, and those of the libraries that are installed."""
    import platform
    from importlib import metadata

    import kg

    found = {"report-kg": kg.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def resources_in_use() -> dict[str, Any]:
    """How many gazetteers, patterns and named queries there are, and the fingerprint over what a build uses."""
    from kg import resources

    def count(folder: str, pattern: str) -> int:
        return len(list((resources.root() / folder).glob(pattern)))

    return {
        "gazetteers": count("data/gazetteers", "*.tsv"),
        "patterns": count("data/patterns", "*.toml"),
        "queries": count("queries", "*.rq"),
        "sha256": resources.fingerprint(),
    }


def store_content(path: str) -> dict[str, Any]:
    """Path, size, named graphs, and how many things there are of each class; `exists` false where there is no store."""
    from kg.errors import StoreNotFound
    from kg.store import open_store

    try:
        opened = open_store(path)
    except StoreNotFound:
        return {"path": path, "exists": False}
    with opened as store:
        solutions: Any = store.query(_COUNTS)
        classes = {row["class"].value.rpartition("#")[2]: int(row["count"].value) for row in solutions}
        return {
            "path": path,
            "exists": True,
            "quads": len(store),
            "classes": classes,
            "graphs": store.graphs(),
            "reports": len(store.ledger.documents()),
            "reports_of_other_rules": _of_other_rules(store),
        }


def _of_other_rules(store: Any) -> int:
    """How many reports were read by another version of the program, its gazetteers or its patterns."""
    import kg
    from kg import resources

    now = (kg.__version__, resources.fingerprint())
    return sum((origin.program, origin.resources) != now for origin in store.ledger.origins())


def as_text(facts: dict[str, Any]) -> str:
    """The same for people."""
    resources, store = facts["resources"], facts["store"]
    lines = ["Versions", *(f"  {name:<14}{version}" for name, version in facts["versions"].items())]
    lines += ["Resources", *(f"  {name:<14}{resources[name]}" for name in ("gazetteers", "patterns", "queries"))]
    lines += [f"  {'sha256':<14}{resources['sha256'][:16]}…", f"Store {store['path']}"]
    if not store["exists"]:
        return "\n".join([*lines, "  none yet: `kg build` makes one"])
    lines += [f"  {'quads':<14}{store['quads']:>8,}"]
    lines += [f"  {name:<14}{count:>8,}" for name, count in store["classes"].items()]
    if store["reports_of_other_rules"]:
        lines.append(f"  {store['reports_of_other_rules']} 篇由旧规则读出 read by other rules: `kg build` them again")
    lines += ["Named graphs: one a report, and one for identity", *(f"  {graph}" for graph in store["graphs"])]
    return "\n".join(lines)
