# The project's only commands. Each one installs what it misses first and says so.

.DEFAULT_GOAL := help
.PHONY: help demo test lint fuzz bench screenshots bindings package

help: ## What can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## Start the demo enterprise and Lanyard wired to it
	@tests/setup/demo.sh

test: ## Run everything: Rust, page, provider, end to end
	@tests/setup/test.sh

lint: ## Formatting, lints, licences, house rules
	@tests/setup/lint.sh

fuzz: ## Explore the token reader with fuzzing
	@tests/setup/fuzz.sh

bench: ## Start, memory, renewal, list, agent and command line, measured
	@tests/setup/bench.sh

screenshots: ## Take every look of the window into .screenshots/
	@tests/setup/screenshots.sh

bindings: ## Write the page's types anew from the commands
	@tests/setup/bindings.sh

package: ## Build the .deb
	@tests/setup/package.sh
