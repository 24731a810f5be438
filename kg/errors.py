"""Every exception of the project.

```
KgError                     one sentence: what was asked, what was found; `hint`: what to do now
├─ ResourceError            our own data is wrong (path, line)
│   ├─ GazetteerError
│   ├─ PatternError
│   ├─ OntologyError
│   └─ QueryFileError
├─ ReadError                a source cannot become a Document (path)
│   ├─ UnsupportedFormat
│   └─ UnreadableSource
├─ ExtractError             a component failed (component, document)
├─ StoreError
│   ├─ StoreNotFound
│   ├─ StoreLocked
│   ├─ StoreUnavailable
│   └─ EndpointError        (url, status)
├─ QueryError
│   ├─ QuerySyntaxError     (line, column)
│   ├─ UnknownQuery         (nearest names)
│   ├─ MissingParameter     (names)
│   ├─ UnknownName          (nearest labels)
│   ├─ QueryTimeout         (seconds)
│   ├─ QueryEnded
│   ├─ TooManyRows          (rows)
│   ├─ UnsuitableFormat
│   ├─ ServiceForbidden
│   └─ UpdateForbidden
├─ LinkError                a table of links or a reconciliation service is not as it should be (path, line)
├─ ReviewError              a decision cannot be read, placed or taken (path, line, column)
├─ ServeError               the endpoint cannot be started as asked
├─ ExportError
├─ ValidationFailure        the validator could not run; a graph that does not conform is a report, not an error
└─ PluginError              (distribution, entry point)
```
"""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Root of all errors of this project; `str()` is one sentence, `hint` the next step."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


def _at(path: Path | str, line: int) -> str:
    """What stands in front of a message about a file: "", path, or path and line."""
    return f"{path}:{line}: " if line else f"{path}: " if path else ""


class ResourceError(KgError):
    """A file of our own (`ontology/`, `data/`, `queries/`) is wrong; `path` and `line` say where."""

    def __init__(self, message: str, *, path: Path | str = "", line: int = 0, hint: str = "") -> None:
        super().__init__(_at(path, line) + message, hint=hint)
        self.path = str(path)
        self.line = line


class GazetteerError(ResourceError):
    """A gazetteer row does not have the columns that its header promises."""


class PatternError(ResourceError):
    """A pattern does not compile, or one of its own examples fails."""


class OntologyError(ResourceError):
    """The ontology, its shapes or its JSON-LD context are missing or do not parse."""


class QueryFileError(ResourceError):
    """A named query has no valid header or does not parse."""


class ReadError(KgError):
    """A source cannot become a Document; `path` names it."""

    def __init__(self, message: str, *, path: Path | str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = str(path)


class UnsupportedFormat(ReadError):
    """The file's format is none that a reader knows; the message lists those supported."""


class UnreadableSource(ReadError):
    """The file is missing, empty, damaged, too large or not in a known encoding."""


class ExtractError(KgError):
    """A component of the extraction failed on a document."""

    def __init__(self, message: str, *, component: str = "", document: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.component = component
        self.document = document


class StoreError(KgError):
    """The store cannot be used as asked."""


class StoreNotFound(StoreError):
    """There is no store at that path."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreUnavailable(StoreError):
    """The store cannot be opened or written: damaged, made by a newer version, or the disk is full."""


class EndpointError(StoreError):
    """A SPARQL endpoint cannot be asked, refuses, or sends no answer; `url`, and `status` of HTTP or 0."""

    def __init__(self, message: str, *, url: str = "", status: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.url = url
        self.status = status


class QueryError(KgError):
    """A query cannot be answered."""


class QuerySyntaxError(QueryError):
    """The query is not SPARQL 1.1; `line` and `column` (from 1) say where."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


class UnknownQuery(QueryError):
    """No named query has that name; `nearest` lists the closest ones."""

    def __init__(self, message: str, *, nearest: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest


class MissingParameter(QueryError):
    """A named query needs a parameter that was not given, or was given one that it does not have."""

    def __init__(self, message: str, *, names: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.names = names


class UnknownName(QueryError):
    """Nothing in the store bears that name; `nearest` lists the closest labels."""

    def __init__(self, message: str, *, nearest: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest


class QueryTimeout(QueryError):
    """The query ran over its time and was stopped; `seconds` is the limit."""

    def __init__(self, message: str, *, seconds: float = 0.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class QueryEnded(QueryError):
    """The query was ended by the system or the engine: it needed more memory than it may have."""


class TooManyRows(QueryError):
    """The query has more results than may be answered with; `rows` is the limit."""

    def __init__(self, message: str, *, rows: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rows = rows


class UnsuitableFormat(QueryError):
    """What the query answers with cannot be written in the format asked for."""


class ServiceForbidden(QueryError):
    """The query would send data to another machine, which has not been allowed."""


class UpdateForbidden(QueryError):
    """An update was sent where only queries are allowed."""


class LinkError(KgError):
    """A table of links, or the answer of a reconciliation service, is not as it should be; `path` and `line` say where."""

    def __init__(self, message: str, *, path: Path | str = "", line: int = 0, hint: str = "") -> None:
        super().__init__(_at(path, line) + message, hint=hint)
        self.path = str(path)
        self.line = line


class ReviewError(KgError):
    """A decision of a person cannot be read from its file, or makes no sense; `path`, `line` and `column` say where."""

    def __init__(self, message: str, *, path: Path | str = "", line: int = 0, column: str = "", hint: str = "") -> None:
        parts = (str(path), f"line {line}" if line else "", f"column {column}" if column else "")
        where = ", ".join(filter(None, parts))
        super().__init__(f"{where}: {message}" if where else message, hint=hint)
        self.path = str(path)
        self.line = line
        self.column = column


class ServeError(KgError):
    """The endpoint cannot be started as asked: an address that is in use, an option that does not go with another."""


class ExportError(KgError):
    """The graph cannot be written in that format."""


class ValidationFailure(KgError):
    """The validator could not run. A graph that does not conform is a ValidationReport instead."""


class PluginError(KgError):
    """An entry point of another distribution could not be loaded."""
