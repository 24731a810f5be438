"""What the README and the tutorial show is what happens."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "transcripts.py"))["PAGES"]


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_shows(root, page):
    """Every command and every piece of Python on the page is run, in order, and prints what stands there."""
    command = [sys.executable, root / "docs" / "transcripts.py", "--check", page]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_links_between_pages_lead_somewhere(root):
    """No link to a file that is not there, no picture missing."""
    found = []
    for page in [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                found.append(f"{page.relative_to(root)}: {target}")
    assert found == []


def test_every_page_is_reached_from_the_readme(root):
    """A page that no link leads to is a page that nobody reads."""
    reached, queue = set(), [root / "README.md"]
    while queue:
        page = queue.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                queue.append((page.parent / target).resolve())
    assert [str(page.relative_to(root)) for page in (root / "docs").rglob("*.md") if page not in reached] == []
