"""The cases of this folder: each gives the facts that it names, and none that it rules out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from kg.build import extract
from kg.readers import document_from_text

HERE = Path(__file__).parent
TITLE = "青山区启动2019年“质量月”活动"


def _cases() -> Iterator[Any]:
    for path in sorted(HERE.glob("*/*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{path.parent.name}/{path.stem}: {case['says']}")


def read(case: dict[str, Any]) -> list[str]:
    """The facts of a case's report, each as `subject | predicate | object`."""
    whole = case.get("report") or f"{case.get('title', TITLE)}\n\n发布时间：2019-09-03\n\n{case['text']}\n"
    extraction = extract(document_from_text(whole, "report"))
    names = {entity.id: entity.name for entity in extraction.entities}
    return [
        f"{names[fact.subject]} | {fact.predicate.removeprefix('kg:')} | "
        + (names.get(fact.object, fact.object) if isinstance(fact.object, str) else fact.object.value)
        for fact in extraction.facts
    ]


@pytest.mark.parametrize("case", [*_cases()])
def test_case(case: dict[str, Any]) -> None:
    """Every fact of the case is read, and nothing that it rules out."""
    found = read(case)
    for wanted in case.get("facts", ()):
        assert any(fnmatchcase(fact, wanted) for fact in found), f"{wanted} is missing in {found}"
    for unwanted in case.get("none", ()):
        assert not [fact for fact in found if fnmatchcase(fact, unwanted)], unwanted


def test_every_folder_holds_cases() -> None:
    """A phenomenon without a case is none that we master."""
    folders = [path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")]
    assert folders
    assert all(any(folder.glob("*.toml")) for folder in folders)
