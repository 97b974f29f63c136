# The commands a person needs. Each says what it does; each can be run again after an interruption.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
# A smaller world, sooner there: make run DEMO="--months 3 --people 200"
DEMO ?=
UV_VERSION := 0.13.9
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
STAMP := .venv/.installed
# Bytecode is kept, whatever the shell says: each command would compile four thousand modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test test-all check demo pictures bench messages lock

help:
	@echo "make install   virtual environment and locked dependencies"
	@echo "make run       the whole product with its demo world on http://127.0.0.1:$(PORT)"
	@echo "make test      the suite on SQLite"
	@echo "make test-all  the suite on PostgreSQL too, and the browser"
	@echo "make check     style, types, layers, templates, messages, migrations"
	@echo "make demo      build the demo world again"
	@echo "make pictures  the screenshots of the documentation, taken from a demo world"
	@echo "make bench     speed and memory, against named alternatives"

install: $(STAMP)

$(STAMP): requirements-dev.lock
	@echo "→ Installing into .venv (Python 3.11 or later)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make install PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes --only-binary lxml --only-binary xmlsec requirements-dev.lock
	@$(BIN)/python -m portal.config.settings.first_run
	@touch $@

run: install
	@BINOME_PUBLIC_URL=http://127.0.0.1:$(PORT) $(MANAGE) run --port $(PORT) $(DEMO)

test: install
	@echo "→ The suite on SQLite (PostgreSQL and the browser: make test-all)"
	@$(MANAGE) messages --compile
	@$(BIN)/pytest -n auto -q

test-all: test
	@echo "→ PostgreSQL and the browser"
	@$(BIN)/python -m tests.everything

check: install
	@echo "→ ruff";            $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@echo "→ mypy";            $(BIN)/mypy
	@echo "→ layers";          $(BIN)/lint-imports --no-cache
	@echo "→ templates";       $(BIN)/djlint --lint --quiet templates
	@echo "→ messages";        $(MANAGE) messages --check
	@echo "→ migrations";      $(MANAGE) makemigrations --check --dry-run
	@echo "→ system check";    $(MANAGE) check --fail-level WARNING
	@echo "✓ make check"

demo: install
	@$(MANAGE) demo reset --until today

pictures: install
	@$(BIN)/python -m tests.pictures

bench: install
	@$(BIN)/python -m tests.bench

messages: install
	@$(MANAGE) messages --update

lock:
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
