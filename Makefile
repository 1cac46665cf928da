# `make` or `make help` lists what can be asked for.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LANGUAGE_OPTION := $(if $(LANG_REPORT),--lang $(LANG_REPORT),)

.DEFAULT_GOAL := help
.PHONY: help setup run run-all test test-all coverage check bench lock schema clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Everything sets itself up first; Python 3.11-3.13 is needed (another one: make run PYTHON=python3.12)."
	@echo "In Japanese: make run LANG_REPORT=ja. The verbs of the program itself: $(BIN)/cohort --help"

setup: $(STAMP) ## build the project's own environment in .venv from requirements.lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit("Python %d.%d is not supported; name one of 3.11 to 3.13: make setup PYTHON=python3.12" % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "Compiling the projection, once ..."
	@$(BIN)/cohort run scenarios/ichinoseki --only csv --quiet --out $(VENV)/first-run >/dev/null
	@touch $@

run: $(STAMP) ## the main job: does Ichinoseki's outlook hold? Results in outputs/ichinoseki
	$(BIN)/cohort run scenarios/ichinoseki $(LANGUAGE_OPTION)

run-all: $(STAMP) ## every set of scenarios and the overview of published statements
	$(BIN)/cohort run scenarios $(LANGUAGE_OPTION)

test: $(STAMP) ## the tests (about 7 minutes on 2 cores)
	$(BIN)/python -m pytest -n 2

test-all: $(STAMP) ## the long ones: over 20,000 random cases, every number of every set, all municipalities, planted faults, mutation (hours)
	COHORT_HYPOTHESIS=thorough COHORT_TOLD=all COHORT_EVERY=1 COHORT_FUZZ_SECONDS=600 $(BIN)/python -m pytest -n 2
	$(BIN)/python -m tests.faults --jobs 2
	$(BIN)/mutmut run
	$(BIN)/mutmut results | tail -n 40

coverage: $(STAMP) ## branch coverage of the formulas, the projection (kernel not compiled) and the scenario format
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/demography tests/projection tests/scenario --cov-config=/dev/null \
	  --cov=cohort.demography --cov=cohort.projection --cov=cohort.scenario --cov-branch --cov-report=term --cov-fail-under=95

check: $(STAMP) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP) ## the benchmark suite: ratios against plain NumPy and the machine's memory bandwidth, held against the kept run
	$(BIN)/python -m benchmarks --against benchmarks/kept.json

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock

schema: $(STAMP) ## write the scenario format's JSON Schema for editors
	$(BIN)/cohort schema > docs/scenario.schema.json

clean: ## remove what the commands above made
	rm -rf $(VENV) outputs .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
