# Every target installs what it needs when that is missing or stale. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=2
endif

node_packages := node_modules/.installed
python_packages := .venv/.installed
scanner := .checkov/.installed
terraform := scripts/with-terraform.sh
# Not the `tsx` command: it kills what is slow to answer a signal, and what was made would stay.
run := node --import tsx
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export SLIPWAY_MOTO ?= $(CURDIR)/.venv/bin/moto_server

export ENDPOINT CONFIRM

.PHONY: help
help: ## Lists these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

.PHONY: demo
demo: tools-python ## Deploys dev on local AWS and releases good and bad versions under load
	@$(MAKE) install
	@$(terraform) $(run) local/demo/main.ts

.PHONY: test
test: tools-python ## Runs every test, those on local AWS included, and judges whether every permission is needed
	@$(MAKE) install
	@rm -rf dist/decisions
	@status=0; $(terraform) npx jest --ci --selectProjects=unit --selectProjects=local --json --outputFile=dist/jest.json || status=$$?; \
		$(MAKE) permissions || status=$$?; exit $$status

.PHONY: test-platform
test-platform: tools-python ## Deploys, changes and destroys networks and load balancers on local AWS
	@$(MAKE) install
	@$(terraform) npx jest --ci --selectProjects=platform

.PHONY: permissions
permissions: tools $(node_packages) ## Judges again what the last make test recorded: is every permission needed?
	@$(run) __tests__/permissions/main.ts

.PHONY: check
check: tools-python $(node_packages) $(scanner) ## Format, lint, types, unit tests, synth, scan, terraform validate
	npx prettier --check .
	npx eslint .
	npx tsc --noEmit
	npx jest --ci --selectProjects unit
	@$(MAKE) scan
	@$(terraform) scripts/validate.sh

.PHONY: scan
scan: tools-python $(node_packages) $(scanner) ## Looks through the synthesized JSON and its policies; docs/security.md lists what may be found
	@$(MAKE) synth
	@$(run) scripts/security/scan.ts .checkov/bin

.PHONY: synth
synth: tools $(node_packages) ## Writes every stack's Terraform JSON to cdktf.out and prints how many resources each has
	@$(terraform) npx cdktf synth
	@$(run) scripts/stack-sizes.ts

.PHONY: check-next
check-next: tools $(node_packages) ## Compiles and synthesizes against the next provider and CDK Terrain; see next/README.md
	@$(run) lambda-src/bundle.ts
	@$(run) scripts/check-next.ts

.PHONY: plan-check
plan-check: tools $(node_packages) ## Refuses the last diff of STACK if it would take away what carries traffic
	@$(terraform) terraform -chdir=cdktf.out/stacks/$(STACK) show -json plan | $(run) scripts/plan-check.ts

.PHONY: local
local: tools-python ## Starts local AWS and leaves it up until Ctrl-C
	@$(MAKE) install
	@$(terraform) $(run) local/main.ts

.PHONY: conformance
conformance: tools $(node_packages) ## Holds ENDPOINT to what Slipway relies on; see conformance/README.md
	@$(run) conformance/main.ts

.PHONY: bootstrap
bootstrap: tools $(node_packages) ## Makes terraform-backend.hcl true in a new tools account, as its administrator
	@$(terraform) $(run) scripts/bootstrap.ts

.PHONY: deploy-policy
deploy-policy: tools $(node_packages) ## Prints the roles that the account stacks make, for those who make them otherwise: PLACE=dev, or all
	@$(run) scripts/deploy-policy.ts $(PLACE)

.PHONY: clean
clean: ## Removes everything that these targets made
	rm -rf node_modules .venv .checkov .local dist cdktf.out
	rm -rf sample-app/node_modules sample-app/dist sample-app/reports

.PHONY: install
install: $(node_packages) $(python_packages)

# Checked before anything is installed; the two kinds of packages then install at once.
$(node_packages): package-lock.json package.json | tools
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(python_packages): local/moto/requirements.txt | tools-python
	python3 -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# Apart from the one above: checkov wants an older botocore than moto does.
$(scanner): scripts/security/requirements.txt | tools-python
	python3 -m venv --clear .checkov
	.checkov/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.PHONY: tools tools-python
tools:
	@scripts/require-tools.sh node terraform
tools-python: tools
	@scripts/require-tools.sh python3
