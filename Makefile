# make demo   sets up .venv, runs the main job on the bundled sample, says what it made
# make test   sets up .venv with the development tools, runs every check
# make clean  removes what the two made
#
# Another interpreter: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test bench clean python
.DEFAULT_GOAL := demo

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "report-kg needs Python 3.11 or newer, and '$(PYTHON)' is not that. Name another: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; \
	  exit 1; }

# A stamp newer than both files means that the environment is as they say: then nothing is asked of the network.
# The build tool comes from the constraints too, hence no isolated build.
define set_up
	@echo "Setting up $(VENV): $(1)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP_INSTALL) hatchling editables
	@$(PIP_INSTALL) --no-build-isolation -e '.[$(1)]'
endef

$(VENV)/.all: pyproject.toml constraints.txt | python
	$(call set_up,all)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | python
	$(call set_up,dev)
	@touch $@ $(VENV)/.all

demo: $(VENV)/.all
	@mkdir -p $(DEMO)
	@run() { printf '\n$$ kg %s\n' "$$*"; $(BIN)/kg "$$@"; }; set -e; export KG_STORE=$(DEMO)/kg-store; \
	run build; \
	run info; \
	run query people-at-several-launches; \
	run view -o $(DEMO)/graph.html; \
	run export -o $(DEMO)/graph.ttl; \
	printf '\nMade: %s\n' "$(DEMO)/kg-store (the graph), $(DEMO)/graph.html (open it in a browser), $(DEMO)/graph.ttl"; \
	printf '\nTry next:\n'; \
	printf '  %s\n' "export PATH=\"\$$PWD/$(BIN):\$$PATH\" KG_STORE=$(DEMO)/kg-store" \
	  'kg queries                    what can be asked' \
	  'kg evidence 沈伟民            where a fact comes from' \
	  'kg build your-report.docx     a report of your own (txt, html, docx, pdf)' \
	  'docs/tutorial.md              twenty minutes, step by step'

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(VENV)/.dev
	$(PIP_INSTALL) --no-build-isolation -e '.[dev,bench]'
	$(BIN)/python -W ignore bench/run.py

clean:
	rm -rf $(VENV) $(DEMO) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
