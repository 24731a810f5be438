"""The life of a store, measured: `python bench/life.py [--sizes 10,1000,10000] [--write]`.

Generated reports (invented officials and companies, real districts) are built, built again with nothing changed, built
again with one changed, and one is withdrawn. Beside it, in the same run: raw bulk loading of the very quads by
pyoxigraph, and hashing of the very files. Each step is a process of its own, so that memory is its own too.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kg import resources
from kg.store import open_store

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "performance.md"
_BEGIN, _END = "<!-- table of bench/life.py -->\n", "<!-- end of the table of bench/life.py -->\n"

_TEXT = """{district}{year}年“质量月”活动启动仪式举行

{month}月{day}日，由{district}市场监督管理局主办、{company}承办的{year}年{district}“质量月”活动启动仪式在{place}举行。{mayor}出席并讲话，\
{district}市场监督管理局局长{chief}主持仪式，{company}总经理{manager}代表企业发言。来自全区的{count}家企业参加。

仪式上，{mayor}为{company}颁发“{district}质量奖”。启动仪式以“{theme}”为主题。

9月{later}日，{district}{street}街道办事处在{street}街道文化站举办{skill}技能竞赛，{visitors}名职工参加，{winner}获一等奖。
"""
_GIVEN = "明华强伟军磊洋勇艳杰娟涛超霞平刚桂英文玉兰建国志红海燕春梅晓东立新"
_TRADES = ("机械", "食品", "纺织", "电子", "化工", "医药", "建材", "汽车")
_BRANDS = ("远山", "长河", "金穗", "银桥", "新星", "东湖", "北辰", "南屏")
_THEMES = ("提升质量，服务发展", "质量第一，效益优先", "崇尚质量，追求卓越")
_STREETS = ("东风", "解放", "建设", "新华", "和平", "胜利", "幸福", "光明")
_SKILLS = ("焊接", "电工", "叉车", "检验", "缝纫", "烹饪", "数控", "测量")
_PLACES = ("文化中心", "会议中心", "体育馆", "人民广场")


class World:
    """Invented people and companies of real districts, the same for the same seed.

    Every district has one launch a year; reports of one launch agree on its day, place and guests, and each has a
    contest of its own to tell of.
    """

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        surnames = [row["surname"] for row in resources.gazetteer("surnames") if len(row["surname"]) == 1][:120]
        rows = resources.gazetteer("divisions")
        names = Counter(row["name"] for row in rows)
        self.districts = [name for name, number in names.items() if name.endswith("区") and number == 1][:400]
        chance = random.Random(seed)
        self.people = {
            district: [chance.choice(surnames) + "".join(chance.sample(_GIVEN, 2)) for _ in range(12)]
            for district in self.districts
        }

    def report(self) -> str:
        """The text of one more report."""
        chance = self.chance
        district, year = chance.choice(self.districts), chance.randint(2012, 2024)
        launch = random.Random(f"{district}{year}")
        people, firm = self.people[district], launch.randrange(4)
        # An official holds a post for some years, a manager belongs to one company, a worker to none.
        mayor, chief = people[(year - 2012) // 5], people[3 + (year - 2012) // 5]
        manager, winner = people[6 + firm], launch.choice(people[10:])
        return _TEXT.format(
            district=district,
            year=year,
            month=9,
            day=launch.randint(1, 20),
            company=f"{district}{_BRANDS[firm]}{_TRADES[len(district + manager) % len(_TRADES)]}有限公司",
            place=district + launch.choice(_PLACES),
            mayor="副区长" + mayor,
            chief=chief,
            manager=manager,
            count=launch.randint(20, 300),
            theme=launch.choice(_THEMES),
            later=chance.randint(21, 30),
            street=chance.choice(_STREETS),
            skill=chance.choice(_SKILLS),
            winner=winner,
            visitors=chance.randint(20, 90),
        )


def generate(folder: Path, number: int, seed: int = 1) -> None:
    """Write that many reports, a hundred a folder."""
    world = World(seed)
    for index in range(number):
        part = folder / f"{index // 100:04}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"report-{index:05}.txt").write_text(world.report(), "utf-8")


_STEPS = {
    "build": "import kg; r = kg.build(A[1], A[0], validate=False, keep_going=False, jobs=None)",
    "remove": "import kg.build, sys; r = sys.modules['kg.build'].remove([A[1]], A[0])",
    "hash": "import hashlib, pathlib\nfor p in sorted(pathlib.Path(A[1]).rglob('*.txt')): hashlib.sha256(p.read_bytes()).hexdigest()",
    "load": "import pyoxigraph as ox; s = ox.Store(A[0]); s.bulk_load(path=A[1], format=ox.RdfFormat.N_QUADS); s.flush()",
    "nothing": "import kg.build",
}


def step(name: str, *arguments: Path | str) -> tuple[float, float]:
    """Seconds and megabytes (peak, the largest of its processes) of one step in a process of its own."""
    code = f"import sys\nif __name__ == '__main__':\n    A = sys.argv[1:]\n    exec({_STEPS[name]!r})"
    script = Path(tempfile.mkdtemp()) / "step.py"
    script.write_text(
        code + "\n    import resource; print('peak', max(resource.getrusage(w).ru_maxrss for w in (0, -1)))"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, script, *map(str, arguments)], check=True, capture_output=True, text=True)
    seconds = time.monotonic() - started
    return seconds, int(done.stdout.split()[-1]) / 1024


def measure(size: int, folder: Path) -> dict[str, float]:
    """The figures for one number of reports."""
    reports, store = folder / "reports", folder / "store"
    generate(reports, size)
    figures: dict[str, float] = {"reports": size}
    figures["hash"], _ = step("hash", store, reports)
    figures["first"], figures["first_mb"] = step("build", store, reports)
    with open_store(store) as opened:
        figures["quads"] = len(opened)
        figures["facts"] = int(next(iter(opened.query("SELECT (COUNT(?f) AS ?n) { ?f a kg:Fact }")))["n"].value)  # type: ignore[arg-type,index,union-attr]
        opened.raw.dump(str(folder / "all.nq"), format=_nquads())
    figures["bytes"] = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    figures["ledger_bytes"] = (store / "ledger.sqlite3").stat().st_size
    figures["load"], figures["load_mb"] = step("load", folder / "raw", folder / "all.nq")
    figures["again"], figures["again_mb"] = step("build", store, reports)
    changed = next(iter(sorted(reports.rglob("*.txt"))))
    changed.write_text(World(2).report(), "utf-8")
    figures["one"], figures["one_mb"] = step("build", store, reports)
    figures["remove"], figures["remove_mb"] = step("remove", store, changed.stem)
    figures["start"], _ = step("nothing")
    return figures


def _nquads() -> object:
    import pyoxigraph as ox

    return ox.RdfFormat.N_QUADS


def table(rows: list[dict[str, float]]) -> str:
    """The figures in Markdown."""
    head = "| Reports | First build s | ms a report | quads a second | bulk loading alone | Nothing changed s | hashing alone s |"
    head += (
        " One changed s | One withdrawn s | Bytes a fact | of them ledger | Peak MB: first, bulk loading alone, again |"
    )
    lines = [head, "|" + "---|" * 12]
    for r in rows:
        lines.append(
            f"| {r['reports']:,.0f} | {r['first']:.1f} | {1000 * r['first'] / r['reports']:.1f} "
            f"| {r['quads'] / r['first']:,.0f} | {r['quads'] / r['load']:,.0f} | {r['again']:.2f} | {r['hash']:.2f} "
            f"| {r['one']:.2f} | {r['remove']:.2f} | {r['bytes'] / r['facts']:,.0f} | {r['ledger_bytes'] / r['facts']:,.0f} "
            f"| {r['first_mb']:.0f}, {r['load_mb']:.0f}, {r['again_mb']:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and with --write fill the table in docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10,1000,10000")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    rows = []
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(size, Path(folder)))
        print(table(rows[-1:]), flush=True)
    if options.write:
        head, rest = PAGE.read_text(encoding="utf-8").split(_BEGIN)
        _, tail = rest.split(_END)
        PAGE.write_text(f"{head}{_BEGIN}\n{table(rows)}\n\n{_END}{tail}", encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2))
    print(table(rows))
    print(
        f"start of the program alone: {rows[-1]['start']:.2f} s; this process: {resource.getrusage(0).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
