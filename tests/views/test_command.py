"""`kg view` as a person runs it."""

from __future__ import annotations

import pytest


@pytest.fixture
def folder(store, tmp_path):
    """A store on disk that holds the invented report."""
    from kg.store import open_store

    path = tmp_path / "kg-store"
    with open_store(path, create=True) as opened:
        for name in store.graphs():
            opened.replace_graph(name, store.match(graph=name))
    return path


def test_writes_the_page_and_says_so(kg, folder, tmp_path):
    """The page is where -o says; what happened is told on stderr, unless quiet."""
    done = kg("view", "-s", folder, "-o", "图.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Wrote 图.html (")
    assert "林知远" in (tmp_path / "图.html").read_text(encoding="utf-8")
    assert kg("view", "-q", "-s", folder, "-o", "图.html").stderr == ""


def test_page_can_go_to_stdout(kg, folder):
    """`-o -` prints the page, the same as the file."""
    done = kg("view", "-s", folder, "-o", "-")
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stderr == ""
    assert kg("view", "-s", folder, "-o", "-", "--open").returncode == 2


def test_title_and_neighbourhood(kg, folder):
    """--title is the heading; --around and --depth leave out what is further away."""
    page = kg("view", "-s", folder, "-o", "-", "--around", "青岚机械厂", "--title", "<一个>标题").stdout
    assert "<title>&lt;一个&gt;标题</title>" in page
    assert '"title":"第二届云麓质量奖"' in page
    assert '"title":"云麓会堂"' not in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--around", "林志远"), "Error: no node is called 林志远\nHint: did you mean 林知远?\n"),
        (("-o", "nowhere/graph.html"), "Error: no such file or directory"),
        (("-s", "no-store"), "Error: there is no store at no-store"),
    ],
)
def test_what_goes_wrong_is_told(kg, folder, tmp_path, arguments, says):
    """An unknown name, a folder that is not there, no store: exit code 3, one sentence, nothing written."""
    done = kg("view", "-s", folder, *arguments)
    assert done.returncode == 3
    assert done.stderr.startswith(says)
    assert not (tmp_path / "graph.html").exists()
