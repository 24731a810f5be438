"""A case, run: the one place where what the manifests want is asked and compared."""

from __future__ import annotations

import re

from w3c.answers import Answer, Solutions, read_answer, read_expected
from w3c.compare import SAME, compare, shown
from w3c.manifest import PUBLISHED, Case, Data, File, dataset_of
from w3c.ways import NotSparql, Refused, Way

_FROM = re.compile(r"^\s*FROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE | re.MULTILINE)


class Failed(Exception):
    """A case did not pass; `outcome` says in which way."""

    def __init__(self, outcome: str, message: str) -> None:
        super().__init__(f"{outcome}\n{message}")
        self.outcome = outcome


def federated(case: Case) -> bool:
    """Whether a case asks other endpoints; see `w3c.federation`."""
    return case.folder == "service"


def run_case(case: Case, way: Way) -> None:
    """Run a case; Failed where it does not pass."""
    text = case.request.text
    if "syntax" in case.kind:
        _syntax(case, way, text)
    elif case.kind == "update evaluation":
        way.load(dataset_of(case.data), case.data)
        try:
            way.update(text, case.request.iri)
        except (NotSparql, Refused) as error:
            raise Failed("error", f"{text}\n{error}") from error
        _check(case, frozenset(way.quads()), frozenset(dataset_of(case.after)))
    else:
        way.load([*dataset_of(case.data), *dataset_of(from_files(case))], case.data)
        assert case.answer is not None, case.iri
        expected = read_expected(case.answer)
        suffix = answer_suffix(case.answer, expected)
        try:
            answer = read_answer(way.ask(text, suffix, case.request.iri), suffix)
        except (NotSparql, Refused) as error:
            raise Failed("error", f"{text}\n{error}") from error
        _check(case, answer, expected)


def answer_suffix(file: File, expected: Answer) -> str:
    """The format to ask for: that of the expected result, N-Triples for graphs, JSON for result sets written as RDF."""
    if file.path.suffix in (".srx", ".srj", ".tsv", ".csv"):
        return file.path.suffix
    return ".srj" if isinstance(expected, Solutions | bool) else ".nt"


def _syntax(case: Case, way: Way, text: str) -> None:
    way.load([], Data())
    try:
        way.accepts(text, case.request.iri, is_update=case.kind.startswith("update"))
    except NotSparql as error:
        if case.kind.endswith("good"):
            raise Failed("refused", f"{text}\n{error}") from error
        return
    except Refused:
        pass  # its syntax was accepted: LOAD of what is not there, for instance
    if case.kind.endswith("bad"):
        raise Failed("accepted", text)


def _check(case: Case, answer: Answer, expected: Answer) -> None:
    found = compare(answer, expected, is_lax=case.is_lax)
    if found != SAME:
        asked = case.request.text
        raise Failed(found, f"{asked}\n--- expected\n{shown(expected)}\n--- found\n{shown(answer)}")


def from_files(case: Case) -> Data:
    """The files that a query names with FROM, each a graph under its own IRI: what a test without data means."""
    folder = case.request.iri.rsplit("/", 1)[0] + "/"
    names = {name if ":" in name else folder + name for name in _FROM.findall(case.request.text)}
    root = case.request.path
    for _ in case.request.iri.removeprefix(PUBLISHED).split("/"):
        root = root.parent
    files = [File(root / name.removeprefix(PUBLISHED), name) for name in sorted(names) if name.startswith(PUBLISHED)]
    return Data(named=tuple((file.iri, file) for file in files))
