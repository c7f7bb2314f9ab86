# Needs git, make and Python 3.11 or later; brings everything else into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FRONT := src/parvis/publish/front-end.sha256
SERVE ?= 1
.DEFAULT_GOAL := help
# Real data for the tests and examples, where it lies beside the checkout.
export PARVIS_DATA ?= $(firstword $(wildcard $(CURDIR)/../shared/data))
export PARVIS_BENCH ?= $(firstword $(wildcard $(CURDIR)/../shared/bench))

.PHONY: help setup demo test check bench prove docs lock clean browser harvest

help:
	@echo "make setup   everything into .venv"
	@echo "make demo    the observatory of a fictional town, built and shown (SERVE=0: built only)"
	@echo "make test    the tests          make check   style, types, layers"
	@echo "make prove   long proofs        make bench   speed and memory beside other tools"
	@echo "make docs    docs/reference     make lock    the locked versions"

setup: $(STAMP) $(FRONT)

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): $(BIN)/uv requirements/dev.txt requirements/node.txt pyproject.toml
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements/dev.txt
	@{ command -v npm && node --version | grep -E '^v([2-9][0-9])\.'; } >/dev/null 2>&1 \
	  || VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/node.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $(STAMP)

# The scripts of the pages; the editable install above makes them too, for whoever installs without make.
$(FRONT): $(STAMP) hatch_build.py $(wildcard web/*.json web/*.mjs web/src/*.ts)
	$(BIN)/python hatch_build.py
	touch $(FRONT)

demo: setup
	$(BIN)/parvis demo demo/territory --truth demo/truth
	$(BIN)/parvis build demo/territory
ifneq ($(SERVE),0)
	$(BIN)/parvis preview demo/territory
endif

# The browser tests use the system's Chromium; bring it where we may, and let them say so where we may not.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq chromium fonts-dejavu-core >/dev/null; } || true

# CKAN and udata read our catalogue in the tests, each in an environment of its own: their libraries are not ours.
HARVESTERS := $(CURDIR)/.harvest/ckan/.installed $(CURDIR)/.harvest/udata/.installed
harvest: $(HARVESTERS)

$(CURDIR)/.harvest/%/.installed: requirements/harvest-%.txt | $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D)
	VIRTUAL_ENV=$(@D) $(BIN)/uv pip sync --quiet --require-hashes $<
	touch $@

test: setup browser harvest
	$(BIN)/pytest --doctest-modules src
	$(BIN)/python hatch_build.py --silent test
	$(BIN)/pytest -n 2 --dist loadgroup -m "not prove" tests

check: setup
	$(BIN)/ruff format --check src tests bench hatch_build.py
	$(BIN)/ruff check src tests bench hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py --silent run check

bench: setup
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench
	test -z "$(PARVIS_DATA)" || $(BIN)/python -m bench.reach $(PARVIS_DATA)

prove: setup
	$(BIN)/pytest -m prove

docs: setup
	$(BIN)/python docs/generate.py

lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group dev --group bench -o requirements/bench.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group node -o requirements/node.txt
	for name in ckan udata; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  requirements/harvest-$$name.in -o requirements/harvest-$$name.txt; done

clean:
	rm -rf $(VENV) .harvest demo
