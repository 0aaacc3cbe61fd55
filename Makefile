# Everything a newcomer needs is `make demo`; `make` alone says what there is.
PYTHON ?= python3
# A machine with a ready environment names it here, and nothing is installed.
AICOURSE_VENV ?=
BIN := $(or $(AICOURSE_VENV),.venv)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock

.DEFAULT_GOAL := help
.PHONY: help demo environment test test-all lint docs lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/demo ## Release the assignments, grade the demonstration class, write the class report
	@echo "== Student versions (release/)"
	@$(BIN)/aicourse release
	@echo "== Grading the demonstration class (examples/submitted/)"
	@$(BIN)/aicourse grade --submitted examples/submitted

environment: .venv/demo ## Install the course and stage 1, and no more

test: .venv/test ## Run the test suite
	@echo "== Style and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@echo "== Tests"
	@$(BIN)/pytest -m "not slow"

test-all: .venv/test ## Run every test, the slow ones too
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest

lint: .venv/test ## Check the assignments against the authoring contract
	@$(BIN)/aicourse lint
	@$(BIN)/aicourse release --check
	@$(BIN)/aicourse plan --check
	@$(BIN)/aicourse data docs --check

docs: .venv/test ## Build the documentation site (site/index.html)
	@$(BIN)/aicourse docs

lock: .venv/test ## Resolve requirements.lock from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(INSTALL) uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 $(UPGRADE) \
		--no-annotate --quiet --custom-compile-command 'make lock' --output-file requirements.lock

clean: ## Remove what was installed and what grading wrote
	rm -rf .venv .aicourse gradebook.db feedback reports graded gl-code-quality-report.json
	find autograded -mindepth 1 ! -name README.md -delete

ifneq ($(AICOURSE_VENV),)
.venv/demo .venv/test: ;
else
.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "aicourse needs Python 3.11 or newer: run make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "== Python environment (.venv)"
	@$(PYTHON) -m venv .venv
	@touch $@

# The stamps are newer than what they were made from, so a second run installs nothing.
.venv/demo: .venv/python pyproject.toml requirements.lock
	@echo "== Installing the course and stage 1 (a minute or two, once)"
	@$(INSTALL) --editable '.[stage1]'
	@touch $@

.venv/test: .venv/python pyproject.toml requirements.lock
	@echo "== Installing the course, stage 1 and the test tools (a minute or two, once)"
	@$(INSTALL) --editable '.[stage1,scale,dev]'
	@touch $@ .venv/demo
endif
