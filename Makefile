# Everything a developer or CI runs. Each target first sets up what it needs, and that is quick when nothing changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup check test format lint types imports sizes web-check tests-quick demo bench screenshots fuzz soak lock wheel clean

BIN := .venv/bin
NODE := tools/node.sh
# Two test processes: what a small machine has. JOBS=8 make test
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadfile
# alembic runs its migrations itself, with a context that an import does not have.
DOCTESTS := $(BIN)/python -m pytest -q --doctest-modules --ignore-glob='*/static/*' --ignore-glob='*/migrations/*' src
WEB := $(wildcard web/index.html)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: .build/venv .build/web ## .venv with everything, Node's packages, the built web app

.build/venv: requirements/dev.lock requirements/installer.lock pyproject.toml tools/setup.sh
	@mkdir -p .build
	tools/setup.sh
	@touch $@

# The libraries our numbers and speed are held against, apart from everything of ours.
.build/peers: .build/venv requirements/peers.lock
	tools/setup.sh peers
	@touch $@

# Always run: it compares digests itself (a tenth of a second) and builds only what changed.
.PHONY: .build/web
.build/web: .build/venv
	@$(BIN)/python tools/build_web.py

check: setup ## the gate: everything but the slow tests, under three minutes
	@$(MAKE) --no-print-directory --keep-going --jobs $(JOBS) --output-sync=target format lint types imports sizes web-check
	@$(MAKE) --no-print-directory tests-quick

format: .build/venv
	$(BIN)/ruff format --check .

lint: .build/venv
	$(BIN)/ruff check .

types: .build/venv
	$(BIN)/pyright

imports: .build/venv
	$(BIN)/lint-imports

sizes: .build/venv
	$(BIN)/python -m tools.size_ratchet
	$(BIN)/python -m tools.duplicates
	$(BIN)/python -m tools.words

web-check: setup
ifneq ($(WEB),)
	$(NODE) tsc --noEmit -p web
	$(NODE) oxlint --config web/.oxlintrc.json web/src src/labelproof/types
	$(NODE) vitest run --root web
endif

tests-quick: setup
	$(DOCTESTS)
	LABELPROOF_TEST_PROFILE=quick $(PYTEST) -q -m "not slow and not browser" tests

test: setup .build/peers ## all tests: SQLite and PostgreSQL, the web app's, the journeys in a browser
ifneq ($(WEB),)
	$(NODE) vitest run --root web
endif
	$(DOCTESTS)
	$(PYTEST) tests

demo: setup ## run the main job on a small sample, then leave the web app running
	$(BIN)/labelproof demo

bench: setup .build/peers ## every speed claim, as a ratio measured in one run
	$(BIN)/python -m bench

screenshots: setup ## pictures of every screen, light and dark, in .build/screenshots
	$(BIN)/python -m tools.screenshots

fuzz: setup ## the property tests with many more examples, then each parser under a coverage-guided fuzzer
	LABELPROOF_TEST_PROFILE=fuzz $(PYTEST) -q -m "hypothesis and not browser" tests
	$(BIN)/python -m tools.fuzz --seconds $${EACH:-20}

soak: setup ## servers killed at random under load, ROUNDS times on each database, then more load for MINUTES; then mutants
	$(BIN)/python -m bench.soak --rounds $${ROUNDS:-200} --minutes $${MINUTES:-10}
	$(BIN)/python -m tools.mutants --sample $${MUTANTS:-150} --jobs $(JOBS)

lock: .build/venv ## write the lock files anew (LOCK=--upgrade takes newer versions)
	tools/lock.sh $(LOCK)

wheel: setup ## build the wheel, web app included, into dist/
	$(BIN)/uv build --quiet --wheel --out-dir dist

clean: ## remove what setup made
	rm -rf .venv .venv-peers node_modules .build dist src/labelproof/http/static
