"""The same figures as the gold's own scorer, for good systems and for bad ones."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.build import extract
from kg.evaluate.evaluation import evaluate
from kg.evaluate.figures import as_json
from kg.evaluate.gold import gold_rows
from kg.evaluate.gold_sets import GoldSet, read_gold
from kg.readers import find_sources

Row = dict[str, Any]
SETS = ("sample-2020", "dev", "seed-2020")
#: What score.py writes and we write under the same key; counts and rounded figures, so equal to 4 decimals.
KEYS = (
    *("overall", "core", "lenient_overall", "lenient_core", "macro", "documents", "relations", "sections"),
    *("entities", "qualifiers", "neutral", "links"),
)


def rows_of(gold: GoldSet) -> list[Row]:
    """The gold as a system would write it."""
    rows = []
    for report in gold.reports.values():
        for fact in report.facts:
            row = {"doc": report.name, "section": fact.section, "relation": fact.relation}
            row |= {"subject": fact.subject, "value": fact.value, "evidence": list(fact.evidence)}
            row |= {"role": list(fact.roles)} if fact.roles else {}
            rows.append(row | ({"amount": fact.amount} if fact.amount else {}))
    copied: list[Row] = json.loads(json.dumps(rows))
    return copied


#: Where the texts of a set are, below ../shared.
TEXTS = {
    "sample-2020": "corpus/sample/2020-shanghai-quality-month.txt",
    "dev": "corpus/dev",
    "seed-2020": "seed/seed-2020.txt",
}


def as_it_is(rows: list[Row], gold: GoldSet) -> list[Row]:
    return rows


def shuffled(rows: list[Row], gold: GoldSet) -> list[Row]:
    values = [row["value"] for row in rows]
    random.Random(1).shuffle(values)
    return [row | {"value": value} for row, value in zip(rows, values, strict=True)]


def shuffled_in_relation(rows: list[Row], gold: GoldSet) -> list[Row]:
    return [
        row
        for key in sorted({(row["doc"], row["relation"]) for row in rows})
        for row in shuffled([row for row in rows if (row["doc"], row["relation"]) == key], gold)
    ]


def dropped(rows: list[Row], gold: GoldSet) -> list[Row]:
    chance = random.Random(2)
    return [row for row in rows if chance.random() < 0.6]


def short_names(rows: list[Row], gold: GoldSet) -> list[Row]:
    """Things by the names that are valid in their section only, and without ids."""
    for row in rows:
        for end in (row["subject"], row["value"], row["value"].get("org")):
            if isinstance(end, dict) and "id" in end:
                entity = gold.reports[row["doc"]].entities[end.pop("id")]
                forms = entity.short_names.get(row["section"])
                end["name"] = forms[0] if forms and row["relation"] not in ("sameAs", "anaphora") else end["name"]
    return rows


def rough_names(rows: list[Row], gold: GoldSet) -> list[Row]:
    """Names without their last character, which only a likeness finds."""
    for row in rows:
        for end in (row["subject"], row["value"]):
            if len(end.get("name", "")) > 6:
                end["name"] = end["name"][:-1]
                end.pop("id", None)
    return rows


def merged(rows: list[Row], gold: GoldSet) -> list[Row]:
    """Some nodes that stand for everything of a type."""
    chance = random.Random(3)
    for row in rows:
        for end in (row["subject"], row["value"]):
            if "id" in end and chance.random() < 0.3:
                end["id"] = end["type"]
    return rows


def in_disorder(rows: list[Row], gold: GoldSet) -> list[Row]:
    """Sections missing or wrong, bare strings, other spellings, relations that nobody knows."""
    chance = random.Random(4)
    other = ("attendedBy", "participant", "hasSubEvent", "receivedAward", "venue", "alias", "chairedBy", "unheardOf")
    for row in rows:
        if chance.random() < 0.3:
            row["section"] = chance.choice([None, 0, 1, 2, "3", "x"])
        if chance.random() < 0.1:
            row["subject"] = row["subject"]["name"]
        if chance.random() < 0.1:
            row["value"] = next((row["value"][k] for k in ("name", "text", "date") if k in row["value"]), "")
        if chance.random() < 0.1:
            row["relation"] = chance.choice(other)
    return rows


SYSTEMS = (as_it_is, shuffled, shuffled_in_relation, dropped, short_names, rough_names, merged, in_disorder)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.__name__)
def test_figures_are_those_of_the_golds_own_scorer(
    name: str, system: Callable[[list[Row], GoldSet], list[Row]], shared: Path, tmp_path: Path
) -> None:
    """Every count, misses and false facts by number included, for the gold itself and for spoiled copies of it."""
    gold = read_gold(shared / "gold" / name)
    rows = system(rows_of(gold), gold)
    _compare(rows, gold, shared / "gold" / name, tmp_path)


@pytest.mark.parametrize("name", SETS)
def test_figures_of_our_own_extraction_are_those_of_the_golds_own_scorer(
    name: str, shared: Path, tmp_path: Path
) -> None:
    """The facts of this program, with their ids and their evidence."""
    rows = [row for file in find_sources([shared / TEXTS[name]]) for row in gold_rows(extract(file))]
    _compare(rows, read_gold(shared / "gold" / name), shared / "gold" / name, tmp_path)


def _compare(rows: list[Row], gold: GoldSet, folder: Path, tmp_path: Path) -> None:
    file, result = tmp_path / "rows.jsonl", tmp_path / "result.json"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, folder.parent / "score.py", file, "--gold", folder, "--json", result]
    done = subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    theirs, ours = json.loads(result.read_text(encoding="utf-8")), as_json(evaluate(gold, rows))
    assert {key: ours[key] for key in KEYS} == {key: theirs[key] for key in KEYS}
    assert [fact["fid"] for fact in ours["missed"]] == theirs["misses"]
    assert sorted(fact["line"] for fact in ours["false"]) == sorted(theirs["false_positive_lines"])


def test_gold_of_a_folder_of_sets_with_links(shared: Path, tmp_path: Path) -> None:
    """Several sets below one folder are scored as one, with the links across their reports."""
    gold = read_gold(shared / "gold")
    rows = rows_of(gold)
    file, result = tmp_path / "rows.jsonl", tmp_path / "result.json"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, shared / "gold" / "score.py", file, "--gold", shared / "gold", "--json", result]
    subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=120)
    theirs, ours = json.loads(result.read_text(encoding="utf-8")), as_json(evaluate(gold, rows))
    assert ours["links"] == theirs["links"]
    assert ours["links"]["same"] > 0
    assert ours["core"]["f1"] == 1
