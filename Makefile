# make install  makes .venv with noroshi, as it stands here, and its pinned dependencies
# make site     builds the demonstration site into _site
# make serve    builds it and shows it on this machine
# make test     runs the tests        make check    ruff, mypy, import-linter, deptry, zizmor
# make bench    how long builds take, against Eleventy and Pelican (some minutes; needs Node.js)
# make clean    removes what was made here

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000

.PHONY: install site serve test check bench letters pictures reference constraints clean

install: $(VENV)/installed

site: $(VENV)/installed
	@$(BIN)/python build.py
	@echo "To look at it: make serve"

serve: $(VENV)/installed
	@$(BIN)/python build.py serve --port $(PORT)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/zizmor --offline --persona pedantic --quiet .github action.yml

# The small set. All that there is: docs/performance.md.
bench: $(VENV)/installed
	$(BIN)/python -m benchmarks.run --sizes 100,1000

# The files in which an editor reads and corrects the wording of letters: tests/letters/.
letters: $(VENV)/installed-dev
	$(BIN)/python tests/letter_texts.py

pictures: $(VENV)/installed-dev
	$(BIN)/python docs/pictures.py

# docs/reference.md and docs/ja/reference.md, from --help and the schemas.
reference: $(VENV)/installed-dev
	$(BIN)/python docs/reference.py

# Written by hand never: the exact versions that a fresh environment has today.
constraints: $(VENV)/installed-dev
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "noroshi needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing into $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing into $(VENV), with what tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) _site _outbox $(filter-out .noroshi .noroshi/drafts,$(wildcard .noroshi* .noroshi/*)) .*_cache .hypothesis build dist
