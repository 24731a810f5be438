"""The version of a store, told from its files."""

from __future__ import annotations

from pathlib import Path

from kg.store import open_store
from kg.store.version import store_version


def test_version_changes_with_every_write_and_not_without(tmp_path: Path) -> None:
    """Each update is in it at once; reading and looking again are not."""
    path = tmp_path / "store"
    assert store_version(path) == ""
    with open_store(path, read_only=False, create=True) as store:
        seen = {store_version(path)}
        for i in range(20):
            store.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/{i}> a kg:Person }} }}")
            version = store_version(path)
            assert version not in seen
            seen.add(version)
            with open_store(path) as reader:
                assert len(reader) == i + 1
            assert store_version(path) == version
        store.remove_graph("http://e/g")
        assert store_version(path) not in seen


def test_a_folder_without_store_has_no_version(tmp_path: Path) -> None:
    """Nor has a file."""
    (tmp_path / "file").write_text("x")
    assert store_version(tmp_path) == store_version(tmp_path / "file") == ""
