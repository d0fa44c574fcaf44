# Two commands matter: `make briefings` and `make test`. Each needs Python 3.11 to 3.13, make and git, nothing else.
PYTHON ?= python3
SOAK ?= 2000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A file's tests share what they load, so they stay together.
PYTEST := $(BIN)/python -m pytest -n logical --dist loadfile
QUICK := $(PYTEST) -m "not slow and not browser"

.DEFAULT_GOAL := help
.PHONY: help briefings test thorough quick lint annex benchmark-batch benchmark-country soak faults fuzz audit prior world-2015 prior-world-2015 benchmark-projection benchmark-draws schema book pictures dist dist-check locks lab clean mutants

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "%-22s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

briefings: $(VENV)/.batch ## all briefings of Cam Lộ into outputs/
	$(BIN)/workbench run --programme cam-lo

test: $(VENV)/.dev ## the tests, those in real kernels and in a browser included
	$(BIN)/python -m ruff check .
	$(QUICK)
	$(PYTEST) -m "(slow or browser) and not thorough"

thorough: $(VENV)/.dev ## more cases of what the tests show already: every kind of page, every process killed (10 minutes)
	$(PYTEST) -m thorough

quick: $(VENV)/.dev ## the tests that need neither kernels nor a browser
	$(QUICK)

lint: $(VENV)/.dev ## ruff
	$(BIN)/python -m ruff check .

annex: $(VENV)/.batch ## make the illustrative annex of Cam Lộ again
	$(BIN)/python data/cam-lo/simulate_annex.py

benchmark-batch: $(VENV)/.dev ## what a batch costs beside the ways it replaces (about 15 minutes)
	$(BIN)/python -m benchmarks.batch

lab: $(VENV)/.dev ## JupyterLab on the notebooks, on this machine alone
	$(BIN)/workbench lab

benchmark-country: $(VENV)/.dev ## a simulated country of 11,000 communes: planned, resumed and indexed, a sample executed
	$(BIN)/python -m benchmarks.country

soak: $(VENV)/.dev ## 2,000 jobs in a row (SOAK=200 for fewer): open files, processes and memory stay flat
	WORKBENCH_SOAK=$(SOAK) $(BIN)/python -m pytest tests/batch/test_kernels.py -s -k many_jobs

# ONLY="workbench.assessment.ladder*" breaks one room, TESTS="tests/unit/assessment" asks these alone; `mutmut show NAME` tells what was broken.
mutants: $(VENV)/.tools ## break assessment and projection in every small way; which breaks does no test notice (a room: minutes)
	$(BIN)/python .ci/mutants.py '$(ONLY)' $(TESTS)

faults: $(VENV)/.dev ## kill, fill, spoil and confuse the real command at every step; writes docs/faults.md (about 20 minutes)
	WORKBENCH_FAULTS=all $(BIN)/python -m pytest tests/faults

fuzz: $(VENV)/.tools ## bytes of chance into every parser, SECONDS for each (60), and tables of chance into the intake
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),60)
	FOREIGN_EXAMPLES=3000 $(BIN)/python -m pytest -q --hypothesis-profile random tests/properties tests/unit/intake

# An audit that could not be made is none: --strict.
audit: $(VENV)/.tools ## ruff's rules of security, and known faults of every package of the locks
	$(BIN)/python -m ruff check --select S .
	for lock in batch dev; do $(BIN)/python -m pip_audit --strict --require-hashes --disable-pip -r requirements/$$lock.txt || exit 1; done

prior: $(VENV)/.batch ## learn the prior of the projection again from data/benchmark (minutes)
	cd benchmarks && ../$(BIN)/python learn_prior.py

world-2015: $(VENV)/.batch ## the figures of data/world-2015 again, out of data/benchmark
	$(BIN)/python data/world-2015/from_benchmark.py

# Nothing that the programme is asked about: not its indicators, and no year after its as-of year.
prior-world-2015: $(VENV)/.batch ## learn the prior of data/world-2015 again, without its indicators
	cd benchmarks && ../$(BIN)/python learn_prior.py ../data/world-2015 --command "make $@" --until 2012 --without \
	  WORLD_WHO:dtp3_pct WORLD_WHO:measles_imm_pct WORLD_GAPMINDER:basic_water_pct_MODELLED \
	  WORLD_GAPMINDER:skilled_birth_pct WORLD_GAPMINDER:primary_completion_pct WORLD_GAPMINDER:internet_pct

benchmark-projection: $(VENV)/.batch ## how good projections of data/benchmark are, beside stored results
	cd benchmarks && ../$(BIN)/python projection.py

benchmark-draws: $(VENV)/.batch ## what joint draws, agreement and small numbers do
	cd benchmarks && ../$(BIN)/python draws.py

schema: $(VENV)/.batch ## export the format of a programme folder again into docs/schema
	$(BIN)/workbench schema docs/schema

# Offline, and every warning an error: a dead link, a name that is gone, a docstring that cannot be laid out.
book: $(VENV)/.dev ## build the book from docs/, the code and the programmes, into outputs/book
	$(BIN)/python -m sphinx -q -E -W --keep-going -c docs -b html -d outputs/.book . outputs/book
	@echo "outputs/book/docs/index.html"

pictures: $(VENV)/.dev briefings ## take the pictures of the book again, of real pages, in chromium
	$(BIN)/python docs/pictures.py outputs/cam-lo-2017-vi

dist: $(VENV)/.batch ## build the wheel and the sdist into dist/; the same clone gives the same bytes
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

dist-check: $(VENV)/.batch ## build twice, install each in a clean environment and make every page from it (minutes)
	$(BIN)/python .ci/check_dist.py

locks: ## renew the lock files (needs uv); on purpose, in a commit of their own
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --group build --group dev --group docs --extra lab --extra app --extra cluster pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --group build -c requirements/dev.txt pyproject.toml -o requirements/batch.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --group audit --group fuzz --group mutants -c requirements/dev.txt pyproject.toml -o requirements/tools.txt

clean: ## remove the environment and everything made
	rm -rf $(VENV) outputs mutants .pytest_cache .ruff_cache .hypothesis

# The stamps say what is installed: a second call installs nothing.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Python 3.11 to 3.13 is needed, this is {v[0]}.{v[1]}: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.batch: requirements/batch.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/batch.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.batch
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# What audit, fuzz and mutants need, and no test does.
$(VENV)/.tools: requirements/tools.txt $(VENV)/.dev
	$(PIP) install --require-hashes -r requirements/tools.txt
	@touch $@
