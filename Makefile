# `make help` lists the targets. Everything is installed into .venv, and made in build.

BIN := .venv/bin
DEMO := build/demo.catalog
SETUP := .ci/setup pyproject.toml

.DEFAULT_GOAL := setup
.PHONY: setup demo test lint format clean help

setup: .venv/.ready ## make .venv and install the project (the default)

.venv/.ready: $(SETUP)
	@bash .ci/setup
	@touch $@

.venv/.ready-%: $(SETUP)
	@bash .ci/setup $*
	@touch $@ .venv/.ready

demo: .venv/.ready-vision ## index the sample, ask it three questions, and one from its pixels
	@rm -rf $(DEMO) $(DEMO:.catalog=-pixels.catalog) $(DEMO:.catalog=-answers)
	@mkdir -p build
	@bash .ci/demo $(BIN)/rune-lp datasets/sample $(DEMO)

test: .venv/.ready-test ## check style, types and layers, and run all tests
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: .venv/.ready-test ## check style, types and layers only
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/.ready-test ## format the code
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

clean: ## remove everything that was made
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## say what the targets do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1: /'
