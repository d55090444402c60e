# Every target sets up what it needs. `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.DEFAULT_GOAL := help
.PHONY: help demo test fast soak lint types notebooks docs site bench school picture wheel lock clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[notebooks,dev]'
	@touch $@

demo: $(VENV)/.ready ## the main job on the sample school: history, charts, workbook, notebooks into demo/
	$(BIN)/imgaudit demo --out demo

test: $(VENV)/.ready ## all tests
	$(BIN)/pytest --numprocesses 2

fast: $(VENV)/.ready ## the tests that take little time, nearly two fifths of all, in some two minutes
	$(BIN)/pytest --numprocesses 2 -m 'not slow'

soak: $(VENV)/.ready ## what takes long: 200,000 spoilt files and 12,000 exports, kills, more examples of each property
	$(BIN)/python tools/fuzz_media.py --inputs 12000 --seconds 3600
	$(BIN)/python tools/fuzz_exports.py --inputs 12000 --seconds 3600
	IMGAUDIT_KILLS=50 IMGAUDIT_EXAMPLES=300 $(BIN)/pytest --numprocesses 2 tests/test_kills.py tests/test_statistics.py \
		tests/test_placed.py tests/test_presence.py tests/test_consent.py tests/test_audit.py tests/test_rules.py

lint: $(VENV)/.ready ## ruff: faults and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.ready ## mypy, strict
	$(BIN)/mypy

notebooks: $(VENV)/.ready ## run every notebook into build/notebooks
	$(BIN)/python -c "from imgaudit.notebooks import run_notebooks; print(*run_notebooks('notebooks', 'build/notebooks'), sep='\n')"

docs: $(VENV)/.ready ## generated pages are as the code says (make docs WRITE=--write to renew them)
	$(BIN)/python tools/generate_docs.py $(WRITE)

site: $(VENV)/.ready ## the documentation as a website, its gallery drawn anew, into build/site; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --builder html --doctree-dir build/doctrees docs build/site

bench: $(VENV)/.ready ## speed and memory; prints, never judges
	$(BIN)/python benchmarks/million_items.py
	$(BIN)/python benchmarks/consent.py
	$(BIN)/python benchmarks/read_exports.py
	$(BIN)/python benchmarks/zip_members.py
	$(BIN)/python benchmarks/explore.py
	$(BIN)/python benchmarks/find_person.py
	$(BIN)/python benchmarks/media_speed.py

school: $(VENV)/.ready ## make the sample school anew
	$(BIN)/python data/make_school.py

picture: $(VENV)/.ready ## draw the README's picture of a result anew
	$(BIN)/python tools/draw_result.py --write

wheel: $(VENV)/.ready ## the wheel and the sdist, into dist/
	$(BIN)/python -m hatchling build

lock: ## renew constraints.txt from the newest releases
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --editable '.[notebooks,dev]'
	build/lock/bin/python -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9._-]+==' > constraints.txt

clean: ## forget all that was made here
	rm -rf $(VENV) build demo .mypy_cache .pytest_cache .ruff_cache
