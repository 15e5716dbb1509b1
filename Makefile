# Every target sets up what it needs first; a second run finds it done (scripts/setup).
.DEFAULT_GOAL := help
.PHONY: help setup run test check check-static build clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## Install and build all tools and packages, those of the tests too
	@bash scripts/setup/setup.sh test

run: ## Set up, build and start everything on this machine (Ctrl-C stops it)
	@exec bash scripts/setup/run.sh $(ARGS)

test: ## Set up and run all tests (ARGS='--selectProjects unit' for some)
	@bash scripts/setup/setup.sh test
	@exec bash scripts/setup/test.sh $(ARGS)

check: check-static ## Format, lint, types and unit tests
	@npm run --silent test:unit

check-static: ## Format, lint and types only
	@bash scripts/setup/setup.sh run
	@npm run --silent format:check
	@npm run --silent lint
	@npm run --silent types

build: ## Compile into dist/, where a source has changed
	@bash scripts/setup/setup.sh run
	@node scripts/setup/build.mjs

clean: ## Remove what was built in the clone (keeps .data, node_modules, native code and the tool cache)
	@rm -rf dist coverage
