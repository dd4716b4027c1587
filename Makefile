# Everything a fresh Debian or Raspberry Pi OS (64 bit, Python 3.11 or later) needs, from nothing. `make help` lists it.
#
# .venv is made once and brought up to date when a lock file changes; a second run of anything starts at once.
# The locks pin every version but carry no hashes: Raspberry Pi OS adds an index of its own (piwheels), whose builds of
# the same versions have other hashes, so a hashed lock could not be installed there.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PREFIX ?= /opt/attune
CONFIG ?= /etc/attune
ARGS ?=
# The tests wait for brokers, players and Home Assistant more than they compute. ARGS="-n 0" runs them in one process.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help demo test newest lint bench lock schema words pictures vendor install uninstall clean ready-to-run ready-to-test ready-to-bench tools

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ready-to-run ## a simulated household on an embedded broker; ARGS="--days 12 --seed 7", ARGS=--stay goes on
	@$(BIN)/python -m hub demo $(ARGS)

test: ready-to-test tools lint ## everything the tests need (Mosquitto, players and Chromium too), then all of them
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

newest: ready-to-test tools ## as root: the tests with Home Assistant once more, with the newest one
	@folder=$$(packaging/newest-home-assistant) || exit 1; [ -z "$$folder" ] || \
		REAL_HOME_DIR="$$folder" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/home_assistant $(ARGS)

lint: ready-to-test ## ruff, mypy and vulture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/vulture

bench: ready-to-bench tools ## latency, footprint and the cost of learning, measured here; benchmarks/README.md has the rest
	@for bench in latency footprint learning_cost; do echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench $(ARGS) || exit 1; done

lock: ready-to-test ## pins anew what pyproject.toml allows
	@packaging/lock $(BIN)/python

schema: ready-to-run ## writes config.schema.json, for editors, and docs/reference.md anew
	@$(BIN)/python -m hub.config > config.schema.json.new && mv config.schema.json.new config.schema.json
	@$(BIN)/python -m tests.reference --write

words: ready-to-test ## collects what the page says for translators, and writes what it reads (hub/web/words)
	@packaging/words $(BIN)

pictures: ready-to-test tools ## takes the manual's pictures anew (docs/pictures)
	@ATTUNE_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/page/test_manual.py

vendor: ## the page's scripts as their package has them (hub/web/static/vendor/SOURCES.json); needs npm
	@packaging/vendor

install: ## as root: into /opt/attune, with a systemd service (packaging/README.md)
	@PREFIX="$(PREFIX)" CONFIG="$(CONFIG)" packaging/install

uninstall: ## as root: takes it off again; configuration and what was learned stay
	@PREFIX="$(PREFIX)" CONFIG="$(CONFIG)" packaging/uninstall

clean: ## removes what was made here, never what was learned
	@rm -rf $(VENV) build ./*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find devices hub models tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

ready-to-run: # .venv, with what Attune needs
	@packaging/ready run $(VENV)

ready-to-test: # and with what the tests need
	@packaging/ready test $(VENV)

ready-to-bench: # and with what is measured beside it
	@packaging/ready bench $(VENV)

tools: # Mosquitto, MPD, Chromium, Snapcast and Mopidy, for the tests
	@packaging/tools
