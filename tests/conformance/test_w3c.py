"""The W3C's SPARQL suites, through what `kg query` and `kg update` do, in this process."""

from __future__ import annotations

import pytest
from w3c.expected import expected_failures
from w3c.federation import Renaming, endpoints
from w3c.manifest import ABSENT, SUITES, Case, cases
from w3c.runner import Failed, federated, run_case
from w3c.ways import InProcess

EXPECTED = expected_failures()


def _parameters() -> list[object]:
    if not SUITES.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason=ABSENT), id="absent")]
    found = []
    for case in cases(SUITES):
        marks = [pytest.mark.w3c(suite=case.suite, folder=case.folder, category=case.category, iri=case.iri)]
        if why := EXPECTED.get(case.id):
            marks.append(pytest.mark.xfail(raises=Failed, strict=True, reason=f"{why.fault}: {why.reason}"))
        found.append(pytest.param(case, marks=marks, id=case.id))
    return found


@pytest.mark.parametrize("case", _parameters())
def test_case_of_a_suite(case: Case) -> None:
    """A case of a manifest passes, or fails in the way and for the reason that expected_failures.toml gives."""
    try:
        if federated(case):
            with endpoints(case) as instead:
                run_case(case, Renaming(InProcess(allow_service=True), instead))
        else:
            run_case(case, InProcess())
    except Failed as failed:
        why = EXPECTED.get(case.id)
        if why and failed.outcome != why.outcome:
            pytest.fail(f"expected: {why.outcome}\n{failed}")
        raise


@pytest.mark.skipif(not SUITES.is_dir(), reason=ABSENT)
def test_every_expected_failure_is_a_case() -> None:
    """No reason is given for a test that is not there."""
    assert set(EXPECTED) - {case.id for case in cases(SUITES)} == set()


@pytest.mark.skipif(not SUITES.is_dir(), reason=ABSENT)
def test_no_case_is_lost() -> None:
    """Every entry of the manifests is run, under a name of its own."""
    found = cases(SUITES)
    assert len({case.id for case in found}) == len({case.iri for case in found}) == len(found) > 1200
