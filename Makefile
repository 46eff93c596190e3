# `make` lists what can be asked for. Everything a target needs it makes first; nothing has to be prepared.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
SERVICES := $(BIN)/python -m woo_portal.services
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-virtualenv
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)

# The first Python that will do. The pinned packages have wheels for 3.11 up to 3.14.
FIND_PYTHON = for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null \
	&& { echo $$name; exit; }; done; \
	echo 'Python 3.11 to 3.14 with venv is needed; on Debian: apt-get install python3 python3-venv' >&2; exit 1

# A stamp is named after what was installed: another requirements file asks for another stamp, the same one for none.
stamp = $(VENV)/$(1)-$(shell cat $(2) | sha256sum | cut -c1-16)
INSTALLED := $(call stamp,installed,requirements.txt)
TEST_INSTALLED := $(call stamp,test-installed,requirements.txt tests/requirements.txt)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(INSTALLED) ## Make the virtual environment with everything the portal needs to run

$(INSTALLED):
	@python=$$($(FIND_PYTHON)); echo "Virtual environment: $(VENV) ($$($$python --version))"; $$python -m venv $(VENV)
	@echo "Installing requirements.txt"
	@$(PIP_INSTALL) --requirement requirements.txt
	@$(SERVICES).system_libraries pango 'tesseract?'
	@rm -f $(VENV)/installed-*; touch $@

$(TEST_INSTALLED): | $(INSTALLED)
	@echo "Installing tests/requirements.txt"
	@$(PIP_INSTALL) --requirement tests/requirements.txt
	@$(SERVICES).system_libraries chromium tesseract
	@rm -f $(VENV)/test-installed-*; touch $@

# On the loopback address and without TLS: for looking around on one machine.
demo up: export WOO_HTTPS := 0

.PHONY: demo
demo: up ## Run the whole road on the demonstration archive and leave the portal running
	@$(MANAGE) demo

.PHONY: up
up: $(INSTALLED) ## Start the portal in the background at http://127.0.0.1:8000
	@$(SERVICES) up

.PHONY: down
down: ## Stop the portal and its embedded services
	@test ! -x $(BIN)/python || $(SERVICES) down

.PHONY: status
status: $(INSTALLED) ## Say which parts of the portal run
	@$(SERVICES) status

# A test file stays in one process, for its tests may share a queue; the files are spread over the cores in their own order: by
# the number of their tests, the longest would come last, when one core has nothing left to do.
# There is one process more than there are cores, for a test often waits: for the database, a browser, a worker.
# What pytest makes of a test file is kept, also where Python is told to keep nothing: each process needs it, every time.
test: export PYTHONDONTWRITEBYTECODE :=
test: WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: test
test: check ## Check the code and run the whole test suite
	@$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

.PHONY: check
check: $(TEST_INSTALLED) ## Check the code without running it: style, types, architecture, templates, migrations, settings
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python -W error -m compileall -q -f archive redaction woo_portal tests manage.py
	$(BIN)/mypy --no-error-summary archive redaction woo_portal
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint templates
	$(MANAGE) makemigrations --check --dry-run
	WOO_HTTPS=1 $(MANAGE) check --deploy --fail-level WARNING

.PHONY: format
format: $(TEST_INSTALLED) ## Put the code in its one form
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

.PHONY: lock
lock: $(TEST_INSTALLED) ## Pin what pyproject.toml asks for; UPGRADE=--upgrade takes the newest of everything
	$(PIP_COMPILE) --output-file=requirements.txt pyproject.toml
	$(PIP_COMPILE) --extra=test --constraint=requirements.txt --output-file=tests/requirements.txt pyproject.toml

# Without an upgrade, versions and hashes that are pinned stay as they are.
PIP_COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet $(UPGRADE) --strip-extras --allow-unsafe \
	--generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: bench
bench: $(TEST_INSTALLED) ## Measure reading (beside other tools), importing and the road; SIZE=10000000 searches in that many
	@$(if $(SIZE),$(BIN)/python -m tests.bench.archive_at_size $(SIZE) && $(BIN)/python -m tests.bench.search --peers \
	&& $(BIN)/python -m tests.bench.pages,\
	$(BIN)/python -m tests.bench --peers $(VENV)/bench-peers)

.PHONY: quality
quality: $(INSTALLED) ## Measure how well personal data and evidence are found; PEERS=1 compares with other tools
	@$(BIN)/python -m tests.quality $(if $(PEERS),--peers $(VENV)/peers)
	@$(BIN)/python -m tests.quality.evidence

.PHONY: model
model: $(INSTALLED) ## Train the name finder anew on DATA=directory; EXAMPLES=file learns from decisions too, in a folder of its own
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m redaction.names.training $(or $(DATA),data) \
	$(if $(EXAMPLES),--examples '$(EXAMPLES)') $(if $(OUT),--out '$(OUT)')

.PHONY: model-compare
model-compare: $(INSTALLED) ## Measure the name finder in CANDIDATE=folder beside the one in use, on what EXAMPLES=file holds out too
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.quality.compare '$(CANDIDATE)' \
	$(if $(EXAMPLES),--examples '$(EXAMPLES)')

.PHONY: package
package: ## Make dist/woo-portal-VERSION.tar.gz of the last commit, with its SHA-256
	@mkdir -p dist
	@git archive --prefix=woo-portal-$(VERSION)/ --output=dist/woo-portal-$(VERSION).tar.gz HEAD
	@cd dist && sha256sum woo-portal-$(VERSION).tar.gz | tee woo-portal-$(VERSION).tar.gz.sha256
