"""What reading costs: `python bench/extraction.py [--quick]`; bench/run.py puts the tables into the docs.

Characters a second beside jieba's part-of-speech tagger in the same run, what each component takes, memory over a
hundred rounds, and how the time grows with texts that no report should be, but one may.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.extract import PIPELINE, Analysis, component  # noqa: E402
from kg.extract.frames import analyse  # noqa: E402
from kg.model import Document, Extraction  # noqa: E402
from kg.readers import document_from_text, read_document  # noqa: E402
from kg.resolve import resolve  # noqa: E402

SHARED = ROOT.parent / "shared" / "corpus" / "dev"
OWN = ROOT / "data" / "reports"


def sources() -> tuple[str, list[Path]]:
    """The development reports where they are at hand, else the bundled ones; and what these are called."""
    if SHARED.is_dir():
        return "the 16 development reports", sorted(SHARED.iterdir())
    return "the bundled reports", sorted(OWN.rglob("*.txt"))


def read(path: Path, costs: Counter[str]) -> Extraction:
    """Read one report, adding the seconds of each stage to `costs`."""
    clock = time.perf_counter
    start = clock()

    def passed(stage: str) -> None:
        nonlocal start
        now = clock()
        costs[stage] += now - start
        start = now

    document = read_document(path)
    passed("reader")
    analysis = analyse(document)
    passed("frames (sentences, events, organizations)")
    for name in PIPELINE:
        analysis = component(name)(analysis)
        passed(name.partition(":")[2])
    extraction = resolve(analysis)
    passed("resolve")
    return extraction


def memory_mb() -> float:
    """The resident memory of this process, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000  # type: ignore[index]


def jieba_speed(documents: list[Document]) -> float | None:
    """Characters a second of jieba's part-of-speech tagger over the same clean text; None where it is not installed."""
    try:
        import jieba
        import jieba.posseg
    except ImportError:
        return None
    jieba.setLogLevel(60)
    lines = [line for document in documents for line in document.clean.split("\n")]
    list(jieba.posseg.cut("热身"))
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for line in lines:
            list(jieba.posseg.cut(line))
        rounds.append(sum(map(len, lines)) / (time.perf_counter() - start))
    return statistics.median(rounds)


def table(header: str, rows: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    columns = header.count("|") + 1
    lines = [f"| {header} |", "|" + "---|" * columns]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)]) + "\n"


def speed(rounds: int) -> str:
    """Reading all sources again and again: characters a second, shares of the components, memory."""
    name, paths = sources()
    documents = [read_document(path) for path in paths]
    characters = sum(len(document.clean) for document in documents)
    peer = jieba_speed(documents)
    for path in paths:
        read(path, Counter())
    costs: Counter[str] = Counter()
    memory = {}
    speeds = []
    for number in range(1, rounds + 1):
        start = time.perf_counter()
        for path in paths:
            read(path, costs)
        speeds.append(characters / (time.perf_counter() - start))
        if number in (1, rounds // 10, rounds // 2, rounds):
            gc.collect()
            memory[number] = memory_mb()
    ours = statistics.median(speeds)
    rows: list[tuple[object, ...]] = [("kg: file to facts", f"{ours:,.0f}", "1.00")]
    if peer:
        rows.append(("jieba.posseg: words and their parts of speech", f"{peer:,.0f}", f"{peer / ours:.2f}"))
    text = f"{name}, {characters:,} characters, {rounds} rounds on one core:\n\n"
    text += table("Median of the rounds | characters a second | × ours", rows) + "\n"
    total = sum(costs.values())
    shares = [(stage, f"{s / total:.0%}", f"{s / rounds / characters * 1e6:.2f}") for stage, s in costs.most_common()]
    text += table("Component | share | ms per 1,000 characters", shares) + "\n"
    return text + table("After round | resident memory, MB", [(n, f"{mb:.1f}") for n, mb in memory.items()])


def _base() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(OWN.rglob("*.txt")))


def _repeated(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def _shuffled(size: int) -> str:
    parts = re.split("(?<=[，。、；])", _repeated(_base(), size))
    random.Random(2).shuffle(parts)
    return "".join(parts)


def _random_chinese(size: int) -> str:
    source = random.Random(1)
    marks = "，。、；：“”（）\n 0123456789"
    return "".join(
        chr(source.randint(0x4E00, 0x9FA5)) if source.random() < 0.9 else source.choice(marks) for _ in range(size)
    )


#: A kind of text -> one of it with about so many characters.
SHAPES: dict[str, Callable[[int], str]] = {
    "the bundled reports, repeated": lambda size: _repeated(_base(), size),
    "their clauses, shuffled": _shuffled,
    "without any punctuation": lambda size: _repeated(re.sub(r"[\W_]+", "", _base()), size),
    "without a full stop or a line break": lambda size: _repeated(re.sub(r"[。；！？\n]", "，", _base()), size),
    "random Chinese": _random_chinese,
    "quotation marks, nested": lambda size: "“质" * (size // 4) + "”" * (size // 2),
    "brackets, nested": lambda size: "（" * (size // 2) + "）" * (size // 2),
    "one list of officials": lambda size: "出席的有" + "、".join(["区质量局局长王小明"] * (size // 10)) + "。",
    "nothing but dates": lambda size: "9月4日" * (size // 4),
    "nothing but digits": lambda size: "1" * size,
    "one character and a line break": lambda size: "质 \n" * (size // 3),
    "headings only": lambda size: "【青山区】\n\n" * (size // 7),
}


def growth(sizes: list[int]) -> str:
    """The time for texts of growing size, and the exponent between the two largest: 1 is linear, 2 is quadratic."""
    rows: list[tuple[object, ...]] = []
    for name, make in SHAPES.items():
        times = []
        for size in sizes:
            document = document_from_text(make(size), "text")
            best = math.inf
            for _ in range(2 if size < 100_000 else 1):
                start = time.perf_counter()
                analysis: Analysis = analyse(document)
                for path in PIPELINE:
                    analysis = component(path)(analysis)
                resolve(analysis)
                document_from_text(document.text, "text")
                best = min(best, time.perf_counter() - start)
            times.append(best)
        (small, large), (fast, slow) = list(pairwise(sizes))[-1], list(pairwise(times))[-1]
        exponent = math.log(slow / fast) / math.log(large / small)
        rows.append((name, *(f"{seconds:.2f}" for seconds in times), f"{exponent:.2f}"))
    header = "Text, seconds for | " + " | ".join(f"{size:,}" for size in sizes) + " | exponent"
    return table(header, rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller texts")
    options = parser.parse_args()
    print(speed(10 if options.quick else 100))
    print(growth([4_000, 16_000] if options.quick else [16_000, 64_000, 256_000]))


if __name__ == "__main__":
    main()
