# SPDX-License-Identifier: EUPL-1.2
# Everything a person types here. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help

export PRECINTO_HOME ?= $(CURDIR)/office
# The locked versions and the machine's own Python: nothing is resolved or fetched behind the person's back.
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# What the machine's administrator trusts is trusted here: many an office reaches the network through a proxy.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

RUNTIME := .venv/.runtime
TOOLS := .venv/.tools
WORDS := .venv/.words
UV_SYNC = $$(sh tools/setup/uv.sh) sync --frozen --inexact --quiet
CATALOGUES := $(wildcard src/precinto/locale/*/LC_MESSAGES/*.po)

.PHONY: help setup run test check campaign bench verifier messages format clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(RUNTIME) $(WORDS) ## make .venv, with the locked versions of what the program needs
	@:

run: setup ## start the office in ./office (or in PRECINTO_HOME), making it first when there is none; PORT=8421 for another port
	@exec .venv/bin/precinto serve --setup $(if $(PORT),--port $(PORT))

test: $(TOOLS) $(WORDS) ## everything: what `check` does, then PostgreSQL and a real browser
	@sh tools/setup/system.sh chromium postgresql-15 || echo 'setup: what needs them is skipped'
	@exec .venv/bin/python tools/setup/sections.py test

check: $(TOOLS) $(WORDS) ## the fast part: format, lint, types, imports, house rules and tests on SQLite
	@exec .venv/bin/python tools/setup/sections.py check

campaign: $(TOOLS) $(WORDS) ## the long tests, on both databases
	@sh tools/setup/system.sh chromium postgresql-15 || echo 'setup: what needs them is skipped'
	@exec .venv/bin/python tools/setup/sections.py campaign

bench: $(TOOLS) $(WORDS) ## measure the program against its targets
	@$(UV_SYNC) --group bench
	@exec .venv/bin/python -m bench

verifier: $(RUNTIME) ## build the inspector's verifier, one file to carry away
	@exec .venv/bin/python tools/build_verifier.py

messages: $(TOOLS) ## bring the Spanish catalogue in line with the texts of the program
	@exec .venv/bin/python tools/messages.py

format: $(TOOLS) ## put the code in the house's format
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

clean: ## forget the environment and what tools left; the office itself is not touched
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(RUNTIME): uv.lock pyproject.toml
	@echo 'setup: installing the program into .venv'
	@$(UV_SYNC) --no-default-groups
	@touch $@

# The tools hold all that the program needs, so after this the runtime counts as made too.
$(TOOLS): uv.lock pyproject.toml
	@echo 'setup: installing the program and the test tools into .venv'
	@$(UV_SYNC) --group dev
	@touch $(RUNTIME) $@

# Either stamp means that there is a .venv; the words are compiled again only when a catalogue changed.
$(WORDS): $(CATALOGUES) | $(RUNTIME)
	@if [ -e src/precinto/locale/__main__.py ] || [ -e src/precinto/locale.py ]; then .venv/bin/python -m precinto.locale; fi
	@touch $@
