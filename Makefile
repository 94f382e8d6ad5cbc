# The commands a person needs: run · test · check · soak · screens · bench · migration · clean.
# Every path here is relative, so that a folder with a space in its name works.

# Python's packages and the frontend's are fetched side by side.
MAKEFLAGS += --no-builtin-rules --no-print-directory --jobs=3
# Images of containers often forbid compiled modules; then every process would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON := .venv/bin/python
STAMPS := .venv/.stamps
RUNTIME := $(STAMPS)/runtime
DEV := $(STAMPS)/dev
READERS := .venv-readers/.stamp
MODULES := $(STAMPS)/node-modules
FRONTEND := $(STAMPS)/frontend

# What the built styles and scripts are made from; Tailwind also reads the class names in the templates.
FRONTEND_SOURCES := $(shell find frontend -name node_modules -prune -o -type f -print) \
    $(shell find events_app -name '*.html')

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

.PHONY: run
run: $(RUNTIME) $(FRONTEND) ## set up, then serve demo data on http://127.0.0.1:8000 (EVENTS_APP_PORT)
	@exec $(PYTHON) -m events_app.cli serve --demo

.PHONY: test
test: $(DEV) $(FRONTEND) $(READERS) chromium ## every test but the long ones (PYTEST=… adds options)
	@exec $(PYTHON) -m pytest -m "not long" --numprocesses 2 --dist worksteal $(PYTEST)

.PHONY: check
check: $(DEV) $(FRONTEND) ## style, types, import ladder, dead code, templates, TypeScript, drift, translations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PYTHON) -m vulture
	$(PYTHON) -m djlint events_app --lint --quiet
	scripts/node.sh npm --prefix frontend run --silent check
	$(PYTHON) -m pytest -q tests/architecture

.PHONY: soak
soak: $(DEV) $(FRONTEND) $(READERS) chromium ## long races, load and killed processes (PYTEST=… adds options)
	@EVENTS_APP_TEST_EXAMPLES=300 $(PYTHON) -m pytest -m "long or hypothesis" --numprocesses 2 --dist worksteal $(PYTEST)
	@exec $(PYTHON) -m pytest tests/soak tests/first_run --numprocesses 2 --dist loadfile --durations 12 $(PYTEST)

.PHONY: screens
screens: $(DEV) $(FRONTEND) chromium ## take the README's pictures anew
	@EVENTS_APP_SCREENS=keep $(PYTHON) -m pytest -m browser tests/journeys/test_whole_thread.py \
	    tests/journeys/test_booths_by_assignment.py tests/journeys/test_screens.py

.PHONY: bench
bench: $(DEV) $(FRONTEND) ## figures as ratios against a yardstick measured in the same run
	@exec $(PYTHON) -m benchmarks

.PHONY: migration
migration: $(RUNTIME) ## the next change of the schema: an empty SQL file and its id (NAME=add_something)
	@$(PYTHON) scripts/migration.py "$(NAME)"

.PHONY: pins
pins: $(DEV) ## compile requirements/*.txt anew (UPGRADE=--upgrade takes newer releases)
	scripts/pins.sh $(UPGRADE)

.PHONY: clean
clean: ## remove what was built or installed; data stays
	rm -rf .venv .venv-readers frontend/node_modules events_app/static/dist events_app.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find events_app tests migrations benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: chromium
chromium:
	@scripts/chromium.sh

$(STAMPS)/venv: requirements/uv.txt
	@scripts/venv.sh .venv
	@scripts/install.sh $(PYTHON) requirements/uv.txt
	@mkdir -p $(STAMPS) && touch $@

# What is installed is checked against the pins by hash, and what is already there is left alone.
$(RUNTIME): requirements/runtime.txt pyproject.toml | $(STAMPS)/venv
	@echo "Installing the service's packages (requirements/runtime.txt) …"
	@scripts/install.sh $(PYTHON) requirements/runtime.txt
	@$(PYTHON) -m pip install -qq --no-compile --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	@echo "Installing the tools for tests and checks (requirements/dev.txt) …"
	@scripts/install.sh $(PYTHON) requirements/dev.txt
	@touch $@

$(READERS): requirements/readers.txt | $(STAMPS)/venv
	@echo "Installing independent calendar readers (requirements/readers.txt) …"
	@$(PYTHON) -m venv --clear --without-pip .venv-readers
	@scripts/install.sh .venv-readers/bin/python requirements/readers.txt
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json requirements/node.txt | $(STAMPS)/venv
	@echo "Installing the frontend's packages (frontend/package-lock.json) …"
	@scripts/quietly.sh scripts/node.sh npm --prefix frontend ci --no-audit --no-fund
	@touch $@

$(FRONTEND): $(MODULES) $(FRONTEND_SOURCES)
	@echo "Building styles and scripts …"
	@scripts/quietly.sh scripts/node.sh npm --prefix frontend run build
	@touch $@
