"""Results in the formats that people and programs ask for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TextIO

from kg.errors import QueryError, UnsuitableFormat
from kg.query.rdf_xml import rdf_xml
from kg.query.results import Boolean, Graph, Result, Solutions, evaluating
from kg.query.table import table
from kg.vocab import BASE, ONTOLOGY, compact, prefixes

if TYPE_CHECKING:
    import pyoxigraph

    from kg.query.named import Column
    from kg.query.results import RdfTerm

#: Format to its file extensions and media types.
FORMATS: dict[str, tuple[str, ...]] = {
    "table": ("txt", "text/plain"),
    "csv": ("csv", "text/csv"),
    "tsv": ("tsv", "text/tab-separated-values"),
    "json": ("srj", "application/sparql-results+json", "application/json"),
    "xml": ("srx", "application/sparql-results+xml", "application/xml", "text/xml"),
    "turtle": ("ttl", "text/turtle", "application/x-turtle"),
    "n-triples": ("nt", "application/n-triples"),
    "json-ld": ("jsonld", "application/ld+json"),
    "rdf-xml": ("rdf", "application/rdf+xml"),
}
_OF_SOLUTIONS = ("table", "csv", "tsv", "json", "xml")
_OF_GRAPHS = ("turtle", "n-triples", "json-ld", "rdf-xml")
_NUMERIC = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float", "int", "long")
)


def format_name(asked: str) -> str:
    """The name of a format given by name, extension or media type; QueryError lists those there are."""
    wanted = asked.partition(";")[0].strip().lower().lstrip(".")
    for name, also in FORMATS.items():
        if wanted == name or wanted in also:
            return name
    raise QueryError(f"{asked} is no format of query results", hint=f"formats: {', '.join(FORMATS)}")


def default_format(result: Result) -> str:
    """What a result is shown in where no format is asked for."""
    return "turtle" if isinstance(result, Graph) else "table"


def write(
    result: Result,
    format: str,
    stream: BinaryIO | TextIO,
    *,
    width: int | None = None,
    language: str = "zh",
) -> None:
    """Write a result to a stream as it comes from the store, as UTF-8 where the stream takes bytes.

    `format` is a name, an extension or a media type. Solutions and Booleans go to table, csv, tsv, json and xml (the
    formats of SPARQL 1.1), graphs to turtle, n-triples, json-ld and rdf-xml; UnsuitableFormat where result and format do not go
    together. `width` is that of a terminal, for tables; `language` that of their headings and of the ontology's terms.

    >>> import io, pyoxigraph
    >>> from kg.query.results import Boolean
    >>> out = io.StringIO()
    >>> write(Boolean(pyoxigraph.Store().query("ASK {}")), "table", out)
    >>> out.getvalue()
    'true\\n'
    """
    name = format_name(format)
    _check(result, name)
    out = _bytes_to(stream)
    if name == "table":
        for line in _table_lines(result, width, language):
            out.write(f"{line}\n".encode())
    elif isinstance(result, Graph):
        _write_graph(result, name, out)
    else:
        _write_rows(result, name, out)
        if isinstance(result, Boolean) or name in ("json", "xml"):
            out.write(b"\n")


def _check(result: Result, name: str) -> None:
    graph = isinstance(result, Graph)
    allowed = _OF_GRAPHS if graph else _OF_SOLUTIONS
    if name in allowed:
        return
    what = "a graph" if graph else "true or false" if isinstance(result, Boolean) else "solutions"
    raise UnsuitableFormat(
        f"the query answers with {what}, which {name} cannot hold",
        hint=f"ask for {', '.join(allowed)}"
        + ("" if graph else "; or write CONSTRUCT instead of SELECT to get a graph"),
    )


def _write_rows(result: Solutions | Boolean, name: str, out: IO[bytes]) -> None:
    """By the engine where it writes them right, else row by row."""
    if isinstance(result, Boolean) or (name in ("tsv", "json") and hasattr(result.raw, "serialize")):
        import pyoxigraph as ox

        raw: Any = result.raw
        with evaluating():
            raw.serialize(out, format=getattr(ox.QueryResultsFormat, name.upper()))
    else:
        from kg.query.serialize import write_rows

        write_rows(result.variables, result, name, out)


def _write_graph(result: Graph, name: str, out: IO[bytes]) -> None:
    """N-Triples as they come; the others hold the graph in memory, to sort it and to find its prefixes."""
    import pyoxigraph as ox

    if name == "n-triples":
        ox.serialize(result, out, format=ox.RdfFormat.N_TRIPLES)
        return
    triples = sorted(set(result), key=str)
    if name == "json-ld":
        out.write(_bytes_of(triples, ox.RdfFormat.JSON_LD, {}) + b"\n")
        return
    if name == "rdf-xml":
        out.write(rdf_xml(triples, result.base))
        return
    used = {prefix: space for prefix, space in prefixes(result.base).items() if _uses(triples, space)}
    # Oxigraph writes prefixes in an order that differs from run to run.
    lines = _bytes_of(triples, ox.RdfFormat.TURTLE, used).splitlines(keepends=True)
    head = sorted(line for line in lines[: len(used)])
    out.write(b"".join([*head, *([b"\n"] if head else []), *lines[len(used) :]]))


def _bytes_of(triples: Iterable[pyoxigraph.Triple], format: pyoxigraph.RdfFormat, known: dict[str, str]) -> bytes:
    import pyoxigraph as ox

    return ox.serialize(triples, format=format, prefixes=known) or b""


def _uses(triples: Iterable[pyoxigraph.Triple], namespace: str) -> bool:
    start = "<" + namespace
    return any(start in str(triple) for triple in triples)


def _table_lines(result: Result, width: int | None, language: str) -> Iterator[str]:
    if isinstance(result, Boolean):
        yield "true" if result else "false"
    elif isinstance(result, Solutions):
        yield from _solutions_lines(result, width, language)


def _solutions_lines(result: Solutions, width: int | None, language: str) -> Iterator[str]:
    shown = [name for name in result.variables if not _is_label(name, result.variables)]
    if not shown:
        yield "(no columns)"
        return
    at = {name: i for i, name in enumerate(result.variables)}
    headings = [_heading(result.columns.get(name), name, language) for name in shown]
    cell = partial(cell_text, language=language, base=result.base)
    numeric: set[int] = set()

    def rows() -> Iterator[list[str]]:
        for terms in result:
            row = []
            for i, name in enumerate(shown):
                label = terms[at[f"{name}Label"]] if f"{name}Label" in at else None
                term = terms[at[name]] if label is None else label
                if _is_number(term):
                    numeric.add(i)
                row.append(cell(term))
            yield row

    yield from table(headings, rows(), width=width, numeric=numeric)


def _is_label(name: str, variables: tuple[str, ...]) -> bool:
    return name.endswith("Label") and name.removesuffix("Label") in variables


def _is_number(term: RdfTerm | None) -> bool:
    import pyoxigraph as ox

    return isinstance(term, ox.Literal) and term.datatype.value in _NUMERIC


def _heading(column: Column | None, name: str, language: str) -> str:
    return name if column is None else column.zh if language == "zh" else column.en


def cell_text(term: RdfTerm | None, language: str = "zh", base: str = BASE) -> str:
    """A term as a table shows it: a literal's text, the name of an ontology's term, a CURIE, or an IRI."""
    import pyoxigraph as ox

    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        if term.value.startswith(ONTOLOGY):
            return _term_label(term.value, language)
        return compact(term.value, base)
    return term.value if isinstance(term, ox.Literal) else str(term)


@cache
def _term_label(iri: str, language: str) -> str:
    from kg.rdf import ontology

    curie = compact(iri)
    found = ontology().terms.get(curie) or ontology().concepts.get(curie)
    return (found.label_zh if language == "zh" else found.label_en) if found else curie


class _Encoded(io.RawIOBase):
    """Bytes in UTF-8 for a stream that takes text; a character may come in two pieces."""

    def __init__(self, stream: TextIO) -> None:
        import codecs

        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Pass on what is whole."""
        self._stream.write(self._decoder.decode(bytes(data)))
        return len(data)


def _bytes_to(stream: BinaryIO | TextIO) -> IO[bytes]:
    """The stream itself, or one before it where it takes text."""
    takes_text = isinstance(stream, io.TextIOBase) or "b" not in getattr(stream, "mode", "b")
    found: Any = _Encoded(stream) if takes_text else stream  # type: ignore[arg-type]
    return found  # type: ignore[no-any-return]
