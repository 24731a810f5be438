"""What the porch shows is what is there."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import kg

MODULES = sorted(module.name for module in pkgutil.walk_packages(kg.__path__, "kg."))


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_loads(name):
    """Each name of `kg.__all__` can be had, and has a docstring."""
    assert getattr(kg, name).__doc__


def test_porch_is_sorted_and_closed():
    """`__all__` is sorted, `dir` shows it, and a name that is not there is an AttributeError."""
    assert kg.__all__ == sorted(kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = kg.nonsense


@pytest.mark.parametrize("name", MODULES)
def test_all_agrees_with_the_module(name):
    """Each module imports, says what it is, and has what its `__all__` promises."""
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    missing = [entry for entry in getattr(module, "__all__", []) if not hasattr(module, entry)]
    assert missing == []


@pytest.mark.parametrize("before", ["", "import kg.build; ", "from kg.cli.build import build; ", "kg.build; "])
def test_names_stay_functions_whatever_was_imported_before(before):
    """A module of the name of a function does not take its place."""
    code = f"import kg; {before}assert all(callable(getattr(kg, name)) for name in kg.__all__), kg.build"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
