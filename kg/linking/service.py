"""A client of the Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group)."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import LinkError

_BATCH = 25
_MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a service offers for a name: IRI, its own name, a score of its own scale, and whether it is sure."""

    iri: str
    name: str
    score: float
    match: bool


class Service:
    """A reconciliation service at a URL; nothing is asked before `candidates` is called.

    >>> Service("https://example.org/reconcile").url
    'https://example.org/reconcile'
    """

    def __init__(self, url: str, *, timeout_s: float = 30) -> None:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise LinkError(f"{url} is no address of a service", hint="write it with http:// or https://")
        self.url = url
        self._timeout_s = timeout_s

    def candidates(self, names: Sequence[str], type: str = "", limit: int = 3) -> Iterator[tuple[Candidate, ...]]:
        """The candidates for each name, best first; `type` is a class of the service, "" for any.

        Raises LinkError where the service cannot be reached or answers something else than the standard says.
        """
        space = str(self._ask(None).get("identifierSpace", ""))
        for start in range(0, len(names), _BATCH):
            batch = names[start : start + _BATCH]
            queries = {
                f"q{number}": {"query": name, "limit": limit} | ({"type": type} if type else {})
                for number, name in enumerate(batch)
            }
            answer = self._ask(queries)
            for key in queries:
                yield self._results(answer.get(key), space)

    def _results(self, answer: Any, space: str) -> tuple[Candidate, ...]:
        try:
            return tuple(
                Candidate(
                    _iri(space, str(row["id"])), str(row["name"]), float(row.get("score", 0)), row.get("match") is True
                )
                for row in answer["result"]
            )
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise self._unexpected(f"a result is not as version 0.2 has it ({error})") from error

    def _ask(self, queries: dict[str, Any] | None) -> dict[str, Any]:
        data = None
        if queries is not None:
            data = urllib.parse.urlencode({"queries": json.dumps(queries, ensure_ascii=False)}).encode()
        request = urllib.request.Request(self.url, data, {"Accept": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                answer = json.loads(response.read(_MAX_BYTES))
        except (OSError, urllib.error.URLError) as error:
            reason = getattr(error, "reason", None) or error
            raise LinkError(
                f"the service {self.url} cannot be reached: {reason}", hint="check the address and the network"
            ) from error
        except ValueError as error:
            raise self._unexpected("it is no JSON") from error
        if not isinstance(answer, dict):
            raise self._unexpected("it is no JSON object")
        return answer

    def _unexpected(self, what: str) -> LinkError:
        return LinkError(
            f"the service {self.url} gave an answer that cannot be used: {what}",
            hint="see https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
        )


def _iri(space: str, identifier: str) -> str:
    return identifier if "://" in identifier else space + identifier
