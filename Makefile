# One command to see it work (make demo), one to prove it works (make test). Both set everything up by themselves.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
# Empty until a lock or pyproject.toml changes: the install is done again only then.
STAMP := .venv/.installed
DEV := .venv/.installed-dev
# Test processes at a time; make test WORKERS=0 runs everything in one.
WORKERS ?= 2
# What make demo does at its end.
SERVE ?= 1
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup demo test test-sqlite test-postgresql check lint format-check types imports format lock bench clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(DEV) ## Make .venv and install the locked packages (demo and test do this themselves)

demo: $(STAMP) ## Walk through the product with made-up data, then serve the desk (SERVE=0: do not; PORT=8000)
	@$(BIN)/python example/demo.py
	@if [ "$(SERVE)" != 0 ]; then TIJDIG_DATA=var/demo exec $(BIN)/tijdig serve --port $(PORT); fi

test: $(DEV) ## Prove everything: checks, tests on SQLite, tests on PostgreSQL
	@failed=; \
	part() { echo; echo "== $$1"; $(MAKE) --no-print-directory --keep-going "$$2" || failed="$$failed $$2"; }; \
	part "1/3 style, types and imports" check; \
	part "2/3 all tests, on SQLite" test-sqlite; \
	part "3/3 the tests that use the database, on PostgreSQL" test-postgresql; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

test-sqlite: $(DEV) ## All tests, on SQLite
	@$(BIN)/python -m pytest -n $(WORKERS)

test-postgresql: $(DEV) ## The tests that use the database, on a real PostgreSQL started for them
	@TIJDIG_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) -m database

check: lint format-check types imports ## Lint, format, types and imports

lint: $(DEV)
	@echo "ruff check"; $(BIN)/ruff check --quiet .

format-check: $(DEV)
	@echo "ruff format"; $(BIN)/ruff format --quiet --check . || { echo "not formatted; run: make format" >&2; exit 1; }

types: $(DEV)
	@echo "mypy --strict"; $(BIN)/mypy

imports: $(DEV)
	@echo "lint-imports"; $(BIN)/lint-imports --no-logo

format: $(DEV) ## Put all code in the house style
	@$(BIN)/ruff check --quiet --fix --exit-zero .; $(BIN)/ruff format --quiet .

lock: ## Renew both locks (needs uv); uv.lock stays out of git because it holds addresses
	@command -v uv > /dev/null || { echo "make lock needs uv on the PATH" >&2; exit 1; }
	uv lock
	uv export --no-dev --group build --extra review --no-emit-project --no-header --format requirements-txt --quiet -o requirements.lock
	uv export --all-groups --all-extras --no-emit-project --no-header --format requirements-txt --quiet -o requirements-dev.lock

bench: $(DEV) ## Measure what the product promises
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

clean: ## Remove everything that can be made again
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that runs, is new enough and can make a virtual environment; a name on the PATH proves nothing.
$(BIN)/python:
	@for python in python3.13 python3.12 python3.11 python3; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then \
			echo "Making .venv with $$($$python --version)"; exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Python 3.11 or newer with venv is needed. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2; exit 1

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@$(call system-package,libpango-1.0-0 libpangoft2-1.0-0,ldconfig -p | grep -q libpangoft2-1.0,letters as PDF)
	@echo "Installing the locked packages"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(DEV): requirements-dev.lock $(STAMP)
	@$(call system-package,chromium,command -v chromium,the browser tests)
	@echo "Installing the locked packages for development and tests"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# $(1) packages of Debian, $(2) the command that succeeds when they are there, $(3) what they are for.
define system-package
if ! { $(2); } > /dev/null 2>&1; then \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing $(1)"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) > /dev/null; \
	else echo "Needed for $(3): $(1). On Debian or Ubuntu: sudo apt-get install $(1)" >&2; fi; \
fi
endef
