# Two commands need nothing but Python 3.11+ and make: `make audit` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: audit test lint format bench lock clean help

help:
	@echo "make audit   install into $(VENV), run the built-in audit, print its table"
	@echo "make test    install what tests need, run them"
	@echo "make lint    ruff, mypy strict, import-linter"
	@echo "make bench   measure speed and memory (not part of the tests)"
	@echo "make lock    pin the dependencies anew (needs uv)"

audit: $(VENV)/installed
	$(BIN)/dosimeter run default

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-dev
	for file in tests/bench/bench_*.py; do $(BIN)/python $$file || exit 1; done

# The lock holds versions and hashes, no address of any index.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-annotate \
	    --no-header --no-emit-index-url -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-annotate \
	    --no-header --no-emit-index-url -c requirements.lock -o requirements-dev.lock
	echo 'every-eval-ever>=0.3' | uv pip compile - --no-deps --python-version 3.12 \
	    --generate-hashes --no-annotate --no-header --no-emit-index-url \
	    -o requirements-schema.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Dosimeter needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

# The schema of an export format, with its validator, comes alone: what it names would bring more
# than all else together, and its validator runs on any Python that this does.
$(VENV)/installed-dev: requirements-dev.lock requirements-schema.lock $(VENV)/installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --ignore-requires-python \
	    -r requirements-schema.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
