"""Reads damaged reports until the time is up: `python bench/fuzz.py [--seconds 60] [--seed 1] [--out DIR]`.

Each is one of the reports at hand, damaged a few times at random: cut, shuffled, doubled, mixed with another, its marks
changed, characters lost. Reading it must end without an exception, and each quote must be the slice of the source that
its offsets name. A report that fails is written into DIR.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.readers import document_from_text, read_document  # noqa: E402

MARKS = "，。、；：“”‘’（）《》【】\n 　！？①1年月日第届\t|·-—"


def texts() -> list[str]:
    """The source texts of the bundled reports, and of the shared ones where they are at hand."""
    shared = ROOT.parent / "shared" / "corpus"
    paths = [*(ROOT / "data" / "reports").rglob("*.txt"), *(shared / "dev").glob("*.*")]
    return [read_document(path).text for path in sorted(paths)]


def cut(text: str, chance: random.Random, _: list[str]) -> str:
    start = chance.randrange(len(text))
    return text[start : start + chance.randrange(1, 1500)]


def shuffle(text: str, chance: random.Random, _: list[str]) -> str:
    parts = re.split(chance.choice(["(?<=。)", "(?<=，)", "\n", "(?<=[，。、；])"]), text)
    chance.shuffle(parts)
    return "".join(parts)


def double(text: str, chance: random.Random, _: list[str]) -> str:
    start = chance.randrange(len(text))
    piece = text[start : start + chance.randrange(1, 60)]
    return text[:start] + piece * chance.randrange(2, 40) + text[start:]


def mix(text: str, chance: random.Random, others: list[str]) -> str:
    other = chance.choice(others)
    at, start = chance.randrange(len(text)), chance.randrange(len(other))
    return text[:at] + other[start : start + chance.randrange(1, 400)] + text[at:]


def change_marks(text: str, chance: random.Random, _: list[str]) -> str:
    share = chance.choice([0.02, 0.2, 0.9])
    return re.sub(r"\W", lambda m: chance.choice(MARKS) if chance.random() < share else m[0], text)


def lose(text: str, chance: random.Random, _: list[str]) -> str:
    share = chance.choice([0.005, 0.05, 0.3])
    return "".join(c for c in text if chance.random() > share)


def insert(text: str, chance: random.Random, _: list[str]) -> str:
    characters = list(text)
    for _ in range(chance.randrange(1, 60)):
        characters.insert(chance.randrange(len(characters) + 1), chance.choice(MARKS))
    return "".join(characters)


DAMAGES: list[Callable[[str, random.Random, list[str]], str]] = [cut, shuffle, double, mix, change_marks, lose, insert]


def main() -> int:
    """Damage and read until the time is up; the exit status says whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    reports = texts()
    done = facts = failed = 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        text = chance.choice(reports)
        for _ in range(chance.randrange(1, 5)):
            text = chance.choice(DAMAGES)(text, chance, reports) or "质"
        if not text.strip():
            continue
        done += 1
        try:
            extraction = kg.read(document_from_text(text, "damaged"))
            for fact in extraction.facts:
                assert fact.evidence, fact
                for evidence in fact.evidence:
                    assert evidence.quote == extraction.document.text[evidence.span.start : evidence.span.end], fact
            facts += len(extraction.facts)
        except Exception:
            failed += 1
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f"{options.seed}-{done}.txt").write_text(text, encoding="utf-8")
            traceback.print_exc()
    print(f"seed {options.seed}: {done:,} damaged reports read, {facts:,} facts with exact quotes, {failed} failures")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
