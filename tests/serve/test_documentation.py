"""The pages about the endpoint name all that there is."""

from __future__ import annotations

from pathlib import Path

from kg.cli.serve import serve
from kg.query.write import FORMATS
from kg.serve.app import ROUTES
from kg.serve.openapi import ERRORS


def test_reference_names_every_route_option_status_and_format(root: Path) -> None:
    """A reader finds each in docs/reference/http.md."""
    page = (root / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    pages = {"/", "/report"}
    for path, _, _ in ROUTES:
        plain = path.replace(":path", "")
        assert f"`{plain}" in page or plain in pages or plain.split("/{")[0] in pages, plain
    for option in serve.params:
        assert any(f"`{name}`" in page for name in option.opts), option.name
    for status in (200, 201, 204, 304, *ERRORS):
        assert f"| {status} |" in page, status
    for name, (_, media, *_more) in FORMATS.items():
        assert f"`{media}`" in page, name


def test_defaults_are_those_of_the_page(root: Path) -> None:
    """Numbers that somebody relies on."""
    page = (root / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    known = {option.name: option.default for option in serve.params}
    assert (known["timeout_s"], known["max_rows"], known["queue_s"], known["client_timeout_s"]) == (30, 100_000, 5, 20)
    for row in ("`--timeout-s` | 30 ", "`--max-rows` | 100,000 ", "`--queue-s` | 5 ", "`--client-timeout-s` | 20 "):
        assert row in page
    sizes = {name: known[name] for name in ("max_request_bytes", "max_answer_bytes", "memory", "cache_bytes")}
    assert sizes == {"max_request_bytes": "10M", "max_answer_bytes": "256M", "memory": "4G", "cache_bytes": "64M"}
